import { folderRule } from '../../rule-builders/folder-rule.ts';

export const unusualExtension = folderRule({
  id: 'unusual-extension',
  condition: 'a migration does not end in .sql',
  effect: 'golang-migrate ignores extensions: a backup copy beside a migration is a migration too.',
  remedy: 'Rename it to end in .sql, or move it out of the folder.',
  presets: { recommended: 'warning', strict: 'warning' },
});
