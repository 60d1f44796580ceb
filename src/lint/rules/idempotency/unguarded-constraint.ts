import type { DomainConstraint } from '../../../sql/statement/action.ts';
import { constraintName, creates, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { RuleFinding, Rule, RuleContext } from '../../engine/rule.ts';

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
  kinds: ['add-constraint', 'domain-constraint'],
  check: (action, context) => {
    const { file, statement } = context;
    if (action.kind === 'domain-constraint') {
      return ofDomain(action, context);
    }
    if (action.kind !== 'add-constraint' || action.constraint.name === undefined || statement.conditional) {
      return undefined;
    }
    const table = objectKey('table', action.table);
    const name = constraintName(action.constraint);
    return drops(file, objectKey('constraint', action.table, name)) || (creates(file, table) && drops(file, table))
      ? undefined
      : {
          index: action.index,
          what: `constraint ${name} of ${showName(action.table)} is added without a guard`,
          ...guard(context),
        };
  },
};

function ofDomain({ domain, does, name, index }: DomainConstraint, context: RuleContext): RuleFinding | undefined {
  const { file, statement } = context;
  if (does !== 'add' || name === undefined || statement.conditional) {
    return undefined;
  }
  const type = objectKey('type', domain);
  return drops(file, objectKey('domain constraint', domain, name)) || (creates(file, type) && drops(file, type))
    ? undefined
    : { index, what: `constraint ${name} of ${showName(domain)} is added without a guard`, ...guard(context) };
}
