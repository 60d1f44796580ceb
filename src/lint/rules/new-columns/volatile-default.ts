import { isVolatile } from '../../../sql/statement/expression.ts';
import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const volatileDefault = actionRule({
  id: 'volatile-default',
  group: 'new columns',
  condition: 'a column is added with a default that differs from row to row, such as gen_random_uuid()',
  effect: 'PostgreSQL rewrites the whole table under a lock that blocks reads.',
  remedy: 'Add the column without it, set the default, and fill existing rows in another migration.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk adding-field-with-default', 'Atlas PG302'],
  only: 'up',
  kinds: ['add-column'],
  skipNewTables: true,
  check: ({ table, column: { name, defaultValue } }) =>
    defaultValue !== undefined && isVolatile(defaultValue)
      ? `the default of ${showName(table)}.${name} is computed for every row`
      : undefined,
});
