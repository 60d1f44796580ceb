import type { Rule } from '../../engine/rule.ts';
import { downEffect, withoutParts } from '../../facts/down-effect.ts';

export const incompleteDown: Rule = {
  id: 'incomplete-down',
  group: 'reversal',
  condition: 'the up creates something that the down does not drop',
  effect: 'The schema after the down is not the schema before the up, and the next up may fail on what is left.',
  remedy: 'Drop it in the down.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const { up, differences = [] } = downEffect(pair) ?? {};
    return withoutParts(differences.filter(({ is, origin }) => is === 'only-right' && origin.file === up?.path)).map(
      ({ what, origin }) => ({ ...origin, what: `${what} still exists after the down` }),
    );
  },
};
