import { actionRule } from '../../rule-builders/action-rule.ts';

export const duplicateIndexColumn = actionRule({
  id: 'duplicate-index-column',
  group: 'types and conventions',
  condition: 'an index has a column twice',
  effect: 'The second one selects and sorts nothing more; it takes space, and mostly another column was meant.',
  remedy: 'Keep one of the two, or name the column that was meant.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['pgrubic GN032'],
  only: 'up',
  kinds: ['create-index'],
  check: ({ repeated }) => repeated && `the index has ${repeated} twice`,
});
