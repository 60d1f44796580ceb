import type { AddColumn, AddConstraint, AlterTable } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { ConstraintSpec } from '../../../sql/statement/table-spec.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const foreignKeyValidated = actionRule({
  id: 'foreign-key-validated',
  group: 'locks and rewrites',
  condition:
    'a foreign key is added without NOT VALID to a table that may have rows, also with a new column that has a default, or is made ENFORCED',
  effect: 'PostgreSQL checks all rows under a lock that blocks writes to both tables.',
  remedy: 'Add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: [
    'squawk adding-foreign-key-constraint',
    'squawk constraint-missing-not-valid',
    'eugene E1',
    'Atlas PG306',
    'strong_migrations add_foreign_key',
  ],
  only: 'up',
  kinds: ['add-constraint', 'add-column', 'alter-table'],
  skipNewTables: true,
  check: (action) => {
    if (!validates(action)) {
      return undefined;
    }
    const what = `all rows of ${showName(action.table)} are checked under a lock`;
    return action.kind === 'alter-table'
      ? { what, fix: 'Drop the constraint, add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.' }
      : what;
  },
});

function validates(action: AddConstraint | AddColumn | AlterTable): boolean {
  switch (action.kind) {
    case 'add-constraint': {
      return isChecked(action.constraint);
    }
    case 'add-column': {
      // Without a default all rows are NULL there, and PostgreSQL checks none.
      return action.column.defaultValue?.isNull === false && action.constraints.some(isChecked);
    }
    case 'alter-table': {
      // Only a foreign key can be made ENFORCED.
      return action.enforced === true;
    }
  }
}

function isChecked({ kind, unvalidated }: ConstraintSpec): boolean {
  return kind === 'foreign key' && !unvalidated;
}
