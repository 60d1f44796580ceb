import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const columnRewritesTable = actionRule({
  id: 'column-rewrites-table',
  group: 'new columns',
  condition: 'a serial, identity or stored generated column is added to a table that may have rows',
  effect: 'PostgreSQL rewrites the whole table under a lock that blocks reads.',
  remedy: 'Add a plain column, fill it in steps, and then attach the sequence or a trigger.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk adding-serial-primary-key-field', 'eugene E11'],
  only: 'up',
  kinds: ['add-column'],
  skipNewTables: true,
  check: ({ table, column: { name, serial, identity, stored } }) => {
    const kind = serial ? 'serial' : identity ? 'an identity' : stored ? 'generated and stored' : undefined;
    return kind && `${showName(table)}.${name} is ${kind}`;
  },
});
