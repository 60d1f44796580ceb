import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const wrongCase: Rule = {
  id: 'wrong-case',
  group: 'files',
  condition: 'a name has UP or DOWN in capital letters',
  effect: 'golang-migrate passes over it in silence: it is never run.',
  remedy: 'Rename it in lower case.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('wrong-case'),
};
