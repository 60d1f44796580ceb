import type { AddConstraint, DomainConstraint } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import { isDroppedWithKey } from '../../facts/dropped-with-key.ts';
import { createsAndDrops, drops } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

export const unguardedConstraint = rerunRule({
  id: 'unguarded-constraint',
  condition: 'ADD CONSTRAINT has no DROP CONSTRAINT IF EXISTS before it',
  effect: 'A second run of the up fails because the constraint exists.',
  remedy: 'Drop the constraint IF EXISTS before it, or check for it in a DO block.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['add-constraint', 'domain-constraint'],
  check: (action, context) => {
    const { file } = context;
    const [what, owner, name] =
      action.kind === 'add-constraint'
        ? (['table', action.table, action.constraint.name] as const)
        : (['type', action.domain, action.does === 'add' ? action.name : undefined] as const);
    const kind = what === 'table' ? 'constraint' : 'domain constraint';
    return name === undefined ||
      isNotNull(action) ||
      drops(file, partKey(kind, owner, name)) ||
      createsAndDrops(file, objectKey(what, owner)) ||
      (action.kind === 'add-constraint' && isDroppedWithKey(action, context))
      ? undefined
      : `constraint ${name} of ${showName(owner)} is added without a guard`;
  },
});

/** A second NOT NULL of the same name changes nothing. */
function isNotNull(action: AddConstraint | DomainConstraint): boolean {
  return action.kind === 'add-constraint' && action.constraint.kind === 'not null';
}
