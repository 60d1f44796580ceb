import { isVolatile } from '../../../sql/statement/expression.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const volatileDefault: Rule = {
  id: 'volatile-default',
  group: 'new columns',
  condition: 'a column is added with a default that differs from row to row, such as gen_random_uuid()',
  effect: 'PostgreSQL writes the whole table anew under a lock that nobody can read through.',
  remedy: 'Add the column without it, set the default, and fill old rows in a migration of their own.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk adding-field-with-default', 'Atlas PG302'],
  only: 'up',
  on: 'action',
  kinds: ['add-column'],
  check: (action, { isNew }) =>
    action.kind !== 'add-column' ||
    isNew(action.table) ||
    action.column.defaultValue === undefined ||
    !isVolatile(action.column.defaultValue)
      ? undefined
      : {
          index: action.index,
          what: `the default of ${showName(action.table)}.${action.column.name} is computed for every row`,
        },
};
