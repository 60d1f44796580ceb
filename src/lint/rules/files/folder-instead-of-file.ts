import { folderRule } from '../../rule-builders/folder-rule.ts';

export const folderInsteadOfFile = folderRule({
  id: 'folder-instead-of-file',
  condition: 'a folder has the name of a migration',
  effect: 'golang-migrate silently ignores folders, so the migration never runs.',
  remedy: 'Put the SQL into a file of this name.',
  presets: { recommended: 'error', strict: 'error' },
});
