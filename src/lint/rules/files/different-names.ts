import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const differentNames: Rule = {
  id: 'different-names',
  group: 'files',
  condition: 'the two halves of a version have different names',
  effect: 'golang-migrate pairs files by version alone; people pair them by name.',
  remedy: 'Give both halves one name, or one of them a version of its own.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  ...inFolder('different-names'),
};
