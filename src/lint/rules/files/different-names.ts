import { folderRule } from '../../rule-builders/folder-rule.ts';

export const differentNames = folderRule({
  id: 'different-names',
  condition: 'the up and the down of a version have different names',
  effect: 'golang-migrate pairs files by version alone, but people pair them by name.',
  remedy: 'Give both files the same name, or give one of them another version.',
  presets: { recommended: 'warning', strict: 'warning' },
});
