import { folderRule } from '../../rule-builders/folder-rule.ts';

export const duplicateVersion = folderRule({
  id: 'duplicate-version',
  condition: 'two files have the same version and direction',
  effect: 'golang-migrate rejects the whole folder. Leading zeros and extensions do not make versions different.',
  remedy: 'Renumber one of the two, or remove it.',
  presets: { recommended: 'error', strict: 'error' },
});
