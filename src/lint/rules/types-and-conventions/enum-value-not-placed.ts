import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const enumValueNotPlaced: Rule = {
  id: 'enum-value-not-placed',
  group: 'types and conventions',
  condition: 'ADD VALUE says neither BEFORE nor AFTER',
  effect: 'The value comes last, also where the order means something, such as grades.',
  remedy: 'Write AFTER the value that it follows.',
  presets: { strict: 'warning' },
  covers: ['squawk require-enum-value-ordering'],
  only: 'up',
  on: 'action',
  kinds: ['add-enum-value'],
  check: (action) =>
    action.kind === 'add-enum-value' && action.old === undefined && !action.placed
      ? { index: action.index, what: `${action.label} of ${showName(action.type)} has no place` }
      : undefined,
};
