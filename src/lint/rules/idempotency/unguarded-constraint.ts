import type { DomainConstraint } from '../../../sql/statement/rare-actions.ts';
import { constraintName, makes, takes, thing } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Fault, Rule, Situation } from '../../engine/rule.ts';

export const unguardedConstraint: Rule = {
  id: 'unguarded-constraint',
  group: 'idempotency',
  condition: 'ADD CONSTRAINT is not preceded by DROP CONSTRAINT IF EXISTS',
  effect: 'Run a second time, the up fails because the constraint is there already.',
  remedy: 'Drop the constraint IF EXISTS before it, or look for it in a DO block.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  of: ['add-constraint', 'domain-constraint'],
  check: (action, situation) => {
    const { file, statement } = situation;
    if (action.kind === 'domain-constraint') {
      return ofDomain(action, situation);
    }
    if (action.kind !== 'add-constraint' || action.constraint.name === undefined || statement.conditional) {
      return undefined;
    }
    const table = thing('table', action.table);
    const name = constraintName(action.constraint);
    return takes(file, thing('constraint', action.table, name)) || (makes(file, table) && takes(file, table))
      ? undefined
      : {
          index: action.index,
          what: `constraint ${name} of ${showName(action.table)} is added without a guard`,
          ...guard(situation),
        };
  },
};

function ofDomain({ domain, does, name, index }: DomainConstraint, situation: Situation): Fault | undefined {
  const { file, statement } = situation;
  if (does !== 'add' || name === undefined || statement.conditional) {
    return undefined;
  }
  const type = thing('type', domain);
  return takes(file, thing('domain constraint', domain, name)) || (makes(file, type) && takes(file, type))
    ? undefined
    : { index, what: `constraint ${name} of ${showName(domain)} is added without a guard`, ...guard(situation) };
}
