import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const folderInsteadOfFile: Rule = {
  id: 'folder-instead-of-file',
  group: 'files',
  condition: 'a folder has the name of a migration',
  effect: 'golang-migrate passes over folders in silence, so the migration never runs.',
  remedy: 'Put the SQL into a file of this name.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('folder-instead-of-file'),
};
