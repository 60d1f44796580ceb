import { takes, thing } from '../file-effects.ts';
import { guard } from '../fixes/guard.ts';
import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const unguardedColumn: Rule = {
  id: 'unguarded-column',
  group: 'idempotency',
  condition: 'ADD COLUMN has no IF NOT EXISTS',
  effect: 'Run a second time, the up fails because the column is there already.',
  remedy: 'Write ADD COLUMN IF NOT EXISTS.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  check: (action, situation) => {
    const { file, statement } = situation;
    return action.kind !== 'add-column' ||
      action.guarded ||
      statement.conditional ||
      takes(file, thing('column', action.table, action.column.name))
      ? undefined
      : {
          index: action.index,
          what: `column ${showName(action.table)}.${action.column.name} is added without a guard`,
          ...guard(situation),
        };
  },
};
