import type { Rule } from '../../engine/rule.ts';

export const wideIndex: Rule = {
  id: 'wide-index',
  group: 'locks and rewrites',
  condition: 'an index that is not unique has more than three key columns',
  effect: 'It is large, slows every write, and seldom serves better than one over the first columns.',
  remedy: 'Index the columns that select, and INCLUDE those that are only read.',
  presets: { strict: 'warning' },
  covers: ['strong_migrations add_index_columns'],
  only: 'up',
  on: 'action',
  kinds: ['create-index'],
  check: (action) =>
    action.kind === 'create-index' && !action.unique && action.columns.length > 3
      ? { index: action.index, what: `the index has ${action.columns.length} key columns` }
      : undefined,
};
