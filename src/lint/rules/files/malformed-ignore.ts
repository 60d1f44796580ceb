import type { Rule } from '../../engine/rule.ts';

export const malformedIgnore: Rule = {
  id: 'malformed-ignore',
  group: 'files',
  condition: 'a comment elementaldb-ignore names no rule, an unknown one, or gives no reason',
  effect: 'The comment keeps nothing back, and the next reader does not learn why it stands there.',
  remedy: 'Write "-- elementaldb-ignore RULE: REASON", or remove the comment.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  on: 'ignores',
};
