import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedEnumValue: Rule = {
  id: 'unguarded-enum-value',
  group: 'idempotency',
  condition: 'ALTER TYPE adds a value without IF NOT EXISTS, or renames one',
  effect: 'Run a second time, the up fails because the value is there (or no longer there).',
  remedy: 'Write ADD VALUE IF NOT EXISTS; rename in a DO block that looks first.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['add-enum-value'],
  check: (action, context) =>
    action.kind !== 'add-enum-value' || action.guarded || context.statement.conditional
      ? undefined
      : {
          index: action.index,
          what:
            action.old === undefined
              ? `value ${action.label} is added to ${showName(action.type)} without a guard`
              : `value ${action.old} of ${showName(action.type)} is renamed without a guard`,
          ...guard(context),
        },
};
