import { constraintName, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unnamedConstraint: Rule = {
  id: 'unnamed-constraint',
  group: 'idempotency',
  condition: 'ALTER TABLE adds a constraint without a name',
  effect: 'A check or foreign key is added once more by each run; the down has to guess the name.',
  remedy: 'Write ADD CONSTRAINT name, and drop it IF EXISTS before.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['add-constraint'],
  check: (action, context) => {
    if (action.kind !== 'add-constraint' || action.constraint.name !== undefined || context.statement.conditional) {
      return undefined;
    }
    const { constraint, table } = action;
    const name = context.given.get(action) ?? constraintName(constraint);
    return drops(context.file, objectKey('constraint', table, name))
      ? undefined
      : {
          index: action.index,
          what: `the ${constraint.kind} added to ${showName(table)} has no name`,
          ...guard(context),
        };
  },
};
