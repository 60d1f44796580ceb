import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const enumValueNotPlaced = actionRule({
  id: 'enum-value-not-placed',
  group: 'types and conventions',
  condition: 'ADD VALUE has neither BEFORE nor AFTER',
  effect: 'The value is sorted last, also if the order matters, as for grades.',
  remedy: 'Write AFTER and the value before it.',
  presets: { strict: 'warning' },
  covers: ['squawk require-enum-value-ordering'],
  only: 'up',
  kinds: ['add-enum-value'],
  check: ({ old, placed, label, type }) =>
    old === undefined && !placed ? `${label} of ${showName(type)} has neither BEFORE nor AFTER` : undefined,
});
