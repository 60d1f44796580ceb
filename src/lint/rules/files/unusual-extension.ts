import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const unusualExtension: Rule = {
  id: 'unusual-extension',
  group: 'files',
  condition: 'a migration does not end in .sql',
  effect: 'golang-migrate does not look at the extension: a backup copy beside a migration is a migration.',
  remedy: 'Rename it to end in .sql, or move it out of the folder.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('unusual-extension'),
};
