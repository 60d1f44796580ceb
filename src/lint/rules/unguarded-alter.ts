import { takes, thing } from '../file-effects.ts';
import { guard } from '../fixes/guard.ts';
import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

const ONCE: Readonly<Record<string, string>> = {
  AT_AddIdentity: 'is given an identity',
  AT_DropIdentity: 'loses its identity',
  AT_DropExpression: 'loses its expression',
  AT_AddInherit: 'is made to inherit',
  AT_DropInherit: 'is made not to inherit',
  AT_AttachPartition: 'gets a partition attached',
  AT_DetachPartition: 'has a partition detached',
};

export const unguardedAlter: Rule = {
  id: 'unguarded-alter',
  group: 'idempotency',
  condition: 'ALTER TABLE changes identity, inheritance or partitions without a look whether that has been done',
  effect: 'Run a second time, the up fails because it has been done already.',
  remedy: 'Put it into a DO block that looks into the catalog first.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  of: ['alter-table'],
  check: (action, situation) => {
    const { file, statement } = situation;
    if (action.kind !== 'alter-table' || statement.conditional) {
      return undefined;
    }
    const done = ONCE[action.subtype];
    const fix = guard(situation);
    const isRemade = action.partition !== undefined && takes(file, thing('table', action.partition));
    return done === undefined || isRemade || fix.sql === undefined
      ? undefined
      : { index: action.index, what: `${showName(action.table)} ${done} without a guard`, ...fix };
  },
};
