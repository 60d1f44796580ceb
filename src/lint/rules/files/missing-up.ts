import { inFolder } from '../../rule-builders/folder-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const missingUp: Rule = {
  id: 'missing-up',
  group: 'files',
  condition: 'a down has no up beside it',
  effect: 'golang-migrate moves the version up without running anything; the down then undoes what was never done.',
  remedy: 'Add the up, or remove the down.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  ...inFolder('missing-up'),
};
