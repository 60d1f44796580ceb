import { actsOnNothing } from '../../facts/down-effect.ts';
import type { Rule } from '../../engine/rule.ts';

export const emptyDown: Rule = {
  id: 'empty-down',
  group: 'reversal',
  condition: 'the up acts and the down does nothing',
  effect: 'golang-migrate lowers the version with nothing undone, and the next up runs over what is there.',
  remedy: 'Undo the up, or say "-- elementaldb: irreversible REASON".',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: ({ up, down }) =>
    up === undefined ||
    down === undefined ||
    // Of a file without a byte, that is said already.
    down.text === '' ||
    down.unparsable !== undefined ||
    !actsOnNothing(down) ||
    actsOnNothing(up) ||
    /--[ \t]*elementaldb:[ \t]*irreversible/i.test(up.text + down.text)
      ? []
      : [{ file: down.path, index: undefined, what: 'the down undoes nothing' }],
};
