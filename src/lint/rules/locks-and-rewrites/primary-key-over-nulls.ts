import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const primaryKeyOverNulls: Rule = {
  id: 'primary-key-over-nulls',
  group: 'locks and rewrites',
  condition: 'a primary key is added over a column that may be NULL',
  effect: 'PostgreSQL sets the column NOT NULL in passing: it reads the whole table under a lock, and fails on a NULL.',
  remedy: 'SET NOT NULL first, in a migration of its own.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['eugene W14'],
  only: 'up',
  on: 'action',
  kinds: ['add-constraint'],
  check: (action, { schema, isNew }) => {
    if (action.kind !== 'add-constraint' || action.constraint.kind !== 'primary key' || isNew(action.table)) {
      return undefined;
    }
    const table = schema.table(action.table);
    const { usingIndex, columns } = action.constraint;
    const index =
      usingIndex === undefined ? undefined : schema.indexes.get(keyOf({ ...action.table, name: usingIndex }));
    const nullable = (index?.columns ?? columns).find((column) => table?.columns.get(column)?.notNull === false);
    return nullable === undefined
      ? undefined
      : { index: action.index, what: `${showName(action.table)}.${nullable} of the primary key may be NULL` };
  },
};
