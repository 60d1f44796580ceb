import { folderRule } from '../../rule-builders/folder-rule.ts';

export const missingDown = folderRule({
  id: 'missing-down',
  condition: 'an up has no down',
  effect: 'golang-migrate lowers the version without reverting anything.',
  remedy: 'Add the down.',
  presets: { recommended: 'warning', strict: 'error' },
});
