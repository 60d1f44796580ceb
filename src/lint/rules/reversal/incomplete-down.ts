import type { Rule } from '../../engine/rule.ts';
import { downEffect, leftByUp, withoutParts } from '../../facts/down-effect.ts';
import { mergedByStatement } from '../../facts/property-findings.ts';

export const incompleteDown: Rule = {
  id: 'incomplete-down',
  group: 'reversal',
  condition: 'the up creates or sets something that the down does not drop or reset',
  effect: 'The schema after the down is not the schema before the up, and the next up may fail on what is left.',
  remedy: 'Drop it in the down.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const { up } = pair;
    const { differences = leftByUp(pair), properties = [] } = downEffect(pair) ?? {};
    const left = properties.flatMap(({ is, what, undo, origin }) =>
      is === 'left-over' && origin !== undefined && origin.file === up?.path
        ? [{ ...origin, what: `${what} is still set after the down`, fix: fixOf(undo) }]
        : [],
    );
    return [
      ...withoutParts(differences.filter(({ is, origin }) => is === 'only-right' && origin.file === up?.path)).map(
        ({ what, origin }) => ({ ...origin, what: `${what} still exists after the down` }),
      ),
      ...mergedByStatement(left),
    ];
  },
};

function fixOf(undo: string | undefined): string {
  return undo === undefined ? 'Set it back in the down.' : `Write ${undo} in the down.`;
}
