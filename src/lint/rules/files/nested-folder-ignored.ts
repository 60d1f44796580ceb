import { folderRule } from '../../rule-builders/folder-rule.ts';

export const nestedFolderIgnored = folderRule({
  id: 'nested-folder-ignored',
  condition: 'a subfolder contains migrations',
  effect: 'golang-migrate does not read subfolders.',
  remedy: 'Move the files up, or use the subfolder as the migrations folder.',
  presets: { recommended: 'warning', strict: 'warning' },
});
