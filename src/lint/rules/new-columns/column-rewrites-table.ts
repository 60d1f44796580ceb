import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const columnRewritesTable: Rule = {
  id: 'column-rewrites-table',
  group: 'new columns',
  condition: 'a serial, identity or stored generated column is added to a table that may hold rows',
  effect: 'PostgreSQL writes the whole table anew under a lock that nobody can read through.',
  remedy: 'Add a plain column, fill it in steps, and then attach the sequence or a trigger.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk adding-serial-primary-key-field', 'eugene E11'],
  only: 'up',
  on: 'action',
  kinds: ['add-column'],
  check: (action, { isNew }) => {
    if (action.kind !== 'add-column' || isNew(action.table)) {
      return undefined;
    }
    const { serial, identity, stored, name } = action.column;
    const kind = serial ? 'serial' : identity ? 'an identity' : stored ? 'generated and stored' : undefined;
    return kind && { index: action.index, what: `${showName(action.table)}.${name} is ${kind}` };
  },
};
