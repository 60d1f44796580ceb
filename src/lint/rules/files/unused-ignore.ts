import type { Rule } from '../../engine/rule.ts';

export const unusedIgnore: Rule = {
  id: 'unused-ignore',
  group: 'files',
  condition: 'a comment elementaldb-ignore keeps nothing back',
  effect: 'It would keep back the next finding of its rule in silence.',
  remedy: 'Remove the comment.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'warning' },
  covers: ['squawk unused-ignore'],
  on: 'ignores',
};
