import { folderRule } from '../../rule-builders/folder-rule.ts';

export const clientDataSeenByGolangMigrate = folderRule({
  id: 'client-data-seen-by-golang-migrate',
  condition: 'client data lies beside the migrations as 999999_client_data.up.sql',
  effect: 'If golang-migrate runs it, it becomes the current version, and later migrations are never applied.',
  remedy: 'Move it out of the folder that golang-migrate reads, and pass it to elementaldb with --client-data.',
  presets: { recommended: 'warning', strict: 'warning' },
});
