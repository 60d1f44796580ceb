import { showName } from '../../../sql/statement/name.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';

export const unguardedEnumValue = rerunRule({
  id: 'unguarded-enum-value',
  condition: 'ALTER TYPE adds a value without IF NOT EXISTS, or renames a value',
  effect: 'A second run of the up fails because the value exists, or its old name does not.',
  remedy: 'Write ADD VALUE IF NOT EXISTS; rename in a DO block that checks first.',
  kinds: ['add-enum-value'],
  check: ({ guarded, old, label, type }) =>
    guarded
      ? undefined
      : old === undefined
        ? `value ${label} is added to ${showName(type)} without a guard`
        : `value ${old} of ${showName(type)} is renamed without a guard`,
});
