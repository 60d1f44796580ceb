import { keyOf, showName } from '../../../sql/statement/name.ts';
import { fillsColumn } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const primaryKeyOverNulls = actionRule({
  id: 'primary-key-over-nulls',
  group: 'locks and rewrites',
  condition: 'a primary key is added over a nullable column that the file does not fill',
  effect: 'PostgreSQL also sets the column NOT NULL: it reads the whole table under a lock, and fails on a NULL.',
  remedy: 'SET NOT NULL first, in a separate migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['eugene W14'],
  only: 'up',
  kinds: ['add-constraint'],
  skipNewTables: true,
  check: ({ table, constraint: { kind, usingIndex, columns } }, { schema, file }) => {
    const index = usingIndex === undefined ? undefined : schema.indexes.get(keyOf({ ...table, name: usingIndex }));
    const known = kind === 'primary key' ? schema.table(table) : undefined;
    const nullable = (index?.columns ?? columns).find(
      (column) => known?.columns.get(column)?.notNull === false && !fillsColumn(file, table, column),
    );
    return nullable === undefined ? undefined : `${showName(table)}.${nullable} of the primary key may be NULL`;
  },
});
