import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const nestedFolderIgnored: Rule = {
  id: 'nested-folder-ignored',
  group: 'files',
  condition: 'migrations lie in a subfolder',
  effect: 'golang-migrate never looks into subfolders.',
  remedy: 'Move the files up, or name the subfolder as the migrations folder.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('nested-folder-ignored'),
};
