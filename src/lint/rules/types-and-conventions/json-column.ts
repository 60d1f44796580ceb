import { columnRule } from '../../rule-builders/column-rule.ts';

export const jsonColumn = columnRule({
  id: 'json-column',
  condition: 'a column is json',
  effect: 'json has no equality, so SELECT DISTINCT and GROUP BY fail, and each access parses the text.',
  remedy: 'Use jsonb.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['eugene E3', 'strong_migrations add_column_json'],
  check: ({ type }) => (type === 'json' || type === 'json[]' ? 'is json' : undefined),
});
