import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const checkValidated = actionRule({
  id: 'check-validated',
  group: 'locks and rewrites',
  condition: 'a CHECK is added without NOT VALID to a table that may have rows, alone or with a new column',
  effect: 'PostgreSQL checks all rows under a lock that blocks reads and writes; one bad row fails the up.',
  remedy: 'Add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk constraint-missing-not-valid', 'eugene E1', 'Atlas PG305', 'strong_migrations add_check_constraint'],
  only: 'up',
  kinds: ['add-constraint', 'add-column'],
  skipNewTables: true,
  check: (action) => {
    const constraints = action.kind === 'add-constraint' ? [action.constraint] : action.constraints;
    if (!constraints.some(({ kind, unvalidated }) => kind === 'check' && !unvalidated)) {
      return undefined;
    }
    const what = `all rows of ${showName(action.table)} are checked under a lock`;
    return action.kind === 'add-column'
      ? { what, fix: 'Add the column without the CHECK, add that NOT VALID, and VALIDATE it in the next migration.' }
      : what;
  },
});
