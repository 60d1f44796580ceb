import { showName } from '../../../sql/statement/name.ts';
import { createsAndDrops, drops } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { constraintName } from '../../state/default-object-names.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

export const unnamedConstraint = rerunRule({
  id: 'unnamed-constraint',
  condition: 'ALTER TABLE adds a constraint without a name',
  effect: 'Each run adds another check or foreign key, and the down has to guess the name.',
  remedy: 'Write ADD CONSTRAINT name, and drop it IF EXISTS before.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['add-constraint'],
  check: (action, { file, defaultNames }) => {
    const { constraint, table } = action;
    const name = defaultNames.get(action) ?? constraintName(constraint);
    // A second NOT NULL changes nothing, and DROP NOT NULL needs no name.
    return constraint.name !== undefined ||
      constraint.kind === 'not null' ||
      drops(file, partKey('constraint', table, name)) ||
      createsAndDrops(file, objectKey('table', table))
      ? undefined
      : `the ${constraint.kind} added to ${showName(table)} has no name`;
  },
});
