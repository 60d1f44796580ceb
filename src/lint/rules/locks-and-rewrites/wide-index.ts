import { actionRule } from '../../rule-builders/action-rule.ts';

export const wideIndex = actionRule({
  id: 'wide-index',
  group: 'locks and rewrites',
  condition: 'an index that is not unique has more than three key columns',
  effect: 'It is large, slows every write, and is rarely better than an index over the first columns.',
  remedy: 'Index the columns that select rows, and INCLUDE those that are only read.',
  presets: { strict: 'warning' },
  covers: ['strong_migrations add_index_columns'],
  only: 'up',
  kinds: ['create-index'],
  check: ({ unique, columns }) =>
    !unique && columns.length > 3 ? `the index has ${columns.length} key columns` : undefined,
});
