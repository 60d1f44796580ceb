import type { Rule } from '../../engine/rule.ts';

export const malformedIgnore: Rule = {
  id: 'malformed-ignore',
  group: 'files',
  condition: 'a comment that starts with elementaldb names no known rule or axis, or gives no reason',
  effect: 'The comment accepts nothing, and the next reader does not learn why it is there.',
  remedy: 'Write "-- elementaldb: allow RULE REASON", or remove the comment.',
  presets: { recommended: 'error', strict: 'error' },
  on: 'suppressions',
};
