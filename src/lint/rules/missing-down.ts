import { inFolder } from '../in-folder.ts';
import type { Rule } from '../rule.ts';

export const missingDown: Rule = {
  id: 'missing-down',
  group: 'files',
  condition: 'an up has no down beside it',
  effect: 'golang-migrate moves the version down without undoing anything.',
  remedy: 'Add the file.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  ...inFolder('missing-down'),
};
