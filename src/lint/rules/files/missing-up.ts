import { folderRule } from '../../rule-builders/folder-rule.ts';

export const missingUp = folderRule({
  id: 'missing-up',
  condition: 'a down has no up',
  effect: 'golang-migrate raises the version without running anything; the down then reverts what was never done.',
  remedy: 'Add the up, or remove the down.',
  presets: { recommended: 'error', strict: 'error' },
});
