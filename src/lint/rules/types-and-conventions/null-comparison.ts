import type { Rule } from '../../engine/rule.ts';

export const nullComparison: Rule = {
  id: 'null-comparison',
  group: 'types and conventions',
  condition: 'a value is compared with NULL by =, <>, IN or CASE … WHEN',
  effect:
    'The result is NULL: WHERE and a partial index take no row, a CHECK accepts every row, and a branch of IF or CASE never runs.',
  remedy: 'Write IS NULL or IS NOT NULL.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['pgrubic GN024'],
  on: 'file',
  check: ({ statements }) =>
    statements.flatMap(({ nullComparisons }) =>
      nullComparisons.map(({ index, what, instead }) => ({ index, what, fix: `Write ${instead}.` })),
    ),
};
