import type { Rule } from '../../engine/rule.ts';

export const unusedIgnore: Rule = {
  id: 'unused-ignore',
  group: 'files',
  condition: 'a comment "elementaldb: allow" names a rule that finds nothing there',
  effect: 'It would silently accept the next finding of its rule.',
  remedy: 'Remove the comment.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk unused-ignore'],
  on: 'suppressions',
};
