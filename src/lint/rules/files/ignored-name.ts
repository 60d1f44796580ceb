import { folderRule } from '../../rule-builders/folder-rule.ts';

export const ignoredName = folderRule({
  id: 'ignored-name',
  condition: 'a file ends in .sql, but its name is not VERSION_NAME.up.sql or VERSION_NAME.down.sql',
  effect: 'golang-migrate silently ignores it, so it never runs.',
  remedy: 'Rename it, or move it out of the folder.',
  presets: { recommended: 'error', strict: 'error' },
});
