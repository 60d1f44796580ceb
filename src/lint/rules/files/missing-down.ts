import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const missingDown: Rule = {
  id: 'missing-down',
  group: 'files',
  condition: 'an up has no down beside it',
  effect: 'golang-migrate moves the version down without undoing anything.',
  remedy: 'Add the file.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  ...inFolder('missing-down'),
};
