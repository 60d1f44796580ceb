import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const unseenSubfolder: Rule = {
  id: 'unseen-subfolder',
  group: 'files',
  condition: 'migrations lie in a subfolder',
  effect: 'golang-migrate never looks into subfolders.',
  remedy: 'Move the files up, or name the subfolder as the migrations folder.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('unseen-subfolder'),
};
