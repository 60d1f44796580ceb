import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const wrongCase: Rule = {
  id: 'wrong-case',
  group: 'files',
  condition: 'a name has UP or DOWN in capital letters',
  effect: 'golang-migrate passes over it in silence: it is never run.',
  remedy: 'Rename it in lower case.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('wrong-case'),
};
