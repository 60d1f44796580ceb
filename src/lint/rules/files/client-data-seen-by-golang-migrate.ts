import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const clientDataSeenByGolangMigrate: Rule = {
  id: 'client-data-seen-by-golang-migrate',
  group: 'files',
  condition: 'client data lies beside the migrations as 999999_client_data.up.sql',
  effect: 'Run by golang-migrate, it becomes the current version, and no later migration is ever applied.',
  remedy: 'Keep it out of the folder that golang-migrate is given, and name it to elementaldb by itself.',
  presets: { recommended: 'warning', strict: 'warning' },
  ...inFolder('client-data-seen-by-golang-migrate'),
};
