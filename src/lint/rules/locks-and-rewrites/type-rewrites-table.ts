import { showName } from '../../../sql/statement/name.ts';
import { isFreeChange } from '../../facts/type-change.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const typeRewritesTable = actionRule({
  id: 'type-rewrites-table',
  group: 'locks and rewrites',
  condition: 'ALTER COLUMN … TYPE changes a table that may have rows, to another type than a longer text or numeric',
  effect: 'PostgreSQL rewrites the table and its indexes under a lock that blocks reads and writes.',
  remedy:
    'Decide how long the table may be locked; if not that long, add a column of the new type, fill it in steps, and swap the names.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk changing-column-type', 'eugene E5', 'Atlas PG301', 'strong_migrations change_column'],
  only: 'up',
  kinds: ['alter-column'],
  skipNewTables: true,
  check: ({ table, column, spec }, { schema }) => {
    const old = schema.table(table)?.columns.get(column);
    return spec === undefined || (old !== undefined && isFreeChange(old, spec))
      ? undefined
      : `the new type of ${column} rewrites ${showName(table)}`;
  },
});
