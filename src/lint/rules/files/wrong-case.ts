import { folderRule } from '../../rule-builders/folder-rule.ts';

export const wrongCase = folderRule({
  id: 'wrong-case',
  condition: 'a file name has UP or DOWN in capital letters',
  effect: 'golang-migrate silently ignores it, so it never runs.',
  remedy: 'Rename it in lower case.',
  presets: { recommended: 'error', strict: 'error' },
});
