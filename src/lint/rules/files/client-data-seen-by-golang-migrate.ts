import { folderRule } from '../../rule-builders/folder-rule.ts';

export const clientDataSeenByGolangMigrate = folderRule({
  id: 'client-data-seen-by-golang-migrate',
  condition:
    'client data lies beside the migrations: 999999_client_data.up.sql, another last 999999_NAME.up.sql that holds only rows, or what clientData names',
  effect:
    'If golang-migrate runs it, its number becomes the current version, and later migrations with lower numbers are never applied.',
  remedy: 'Move it out of the folder that golang-migrate reads, and pass it to elementaldb with --client-data.',
  presets: { recommended: 'warning', strict: 'warning' },
});
