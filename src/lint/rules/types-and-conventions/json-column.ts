import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const jsonColumn: Rule = {
  id: 'json-column',
  group: 'types and conventions',
  condition: 'a column is json',
  effect: 'json has no equality, so that SELECT DISTINCT and GROUP BY fail, and it is parsed at each access.',
  remedy: 'Take jsonb.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['eugene E3', 'strong_migrations add_column_json'],
  ...columnRule(
    ({ type }) => type === 'json' || type === 'json[]',
    () => 'is json',
  ),
};
