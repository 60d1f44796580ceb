import type { Rule } from '../../engine/rule.ts';
import { doesNothing } from '../../facts/down-effect.ts';
import { isExplained, isIrreversible } from '../../facts/explained-down.ts';

export const emptyDown: Rule = {
  id: 'empty-down',
  group: 'reversal',
  condition: 'the up changes something, and the down does nothing and has no comment that says why',
  effect: 'The version becomes lower and nothing is reverted; the next up runs on what is left.',
  remedy: 'Revert the up, or write "-- elementaldb: irreversible REASON".',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: ({ up, down }) =>
    up === undefined ||
    down === undefined ||
    // `empty-file` reports a file without content.
    down.text === '' ||
    down.unparsable !== undefined ||
    !doesNothing(down) ||
    doesNothing(up) ||
    isExplained(down.text) ||
    isIrreversible(up.text + down.text)
      ? []
      : [{ file: down.path, index: undefined, what: 'the down reverts nothing' }],
};
