import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { isFreeChange } from '../../facts/type-change.ts';

export const typeRewritesTable: Rule = {
  id: 'type-rewrites-table',
  group: 'locks and rewrites',
  condition: 'ALTER COLUMN … TYPE on a table that may hold rows, other than to a longer text or numeric',
  effect: 'PostgreSQL writes the table and its indexes anew while nobody can read or write it.',
  remedy: 'Add a column of the new type, fill it in steps, and swap the names.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk changing-column-type', 'eugene E5', 'Atlas PG301', 'strong_migrations change_column'],
  only: 'up',
  on: 'action',
  kinds: ['alter-column'],
  check: (action, { schema, isNew }) => {
    if (action.kind !== 'alter-column' || action.spec === undefined || isNew(action.table)) {
      return undefined;
    }
    const old = schema.table(action.table)?.columns.get(action.column);
    return old !== undefined && isFreeChange(old, action.spec)
      ? undefined
      : { index: action.index, what: `${showName(action.table)} is written anew for the type of ${action.column}` };
  },
};
