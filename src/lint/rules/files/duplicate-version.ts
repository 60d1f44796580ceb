import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const duplicateVersion: Rule = {
  id: 'duplicate-version',
  group: 'files',
  condition: 'two files have one version and direction',
  effect: 'golang-migrate refuses the whole folder: leading zeros and extensions do not tell versions apart.',
  remedy: 'Renumber one of the two, or remove it.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('duplicate-version'),
};
