import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const ignoredName: Rule = {
  id: 'ignored-name',
  group: 'files',
  condition: 'a file ends in .sql, yet its name is not VERSION_NAME.up.sql or VERSION_NAME.down.sql',
  effect: 'golang-migrate passes over it in silence: it is never run.',
  remedy: 'Rename it, or move it out of the folder.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('ignored-name'),
};
