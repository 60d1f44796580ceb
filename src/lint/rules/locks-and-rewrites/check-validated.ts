import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const checkValidated: Rule = {
  id: 'check-validated',
  group: 'locks and rewrites',
  condition: 'a CHECK is added without NOT VALID to a table that may hold rows',
  effect: 'All rows are checked while nobody can read or write the table; one bad row fails the up.',
  remedy: 'Add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk constraint-missing-not-valid', 'eugene E1', 'Atlas PG305', 'strong_migrations add_check_constraint'],
  only: 'up',
  on: 'action',
  kinds: ['add-constraint'],
  check: (action, { isNew }) =>
    action.kind !== 'add-constraint' ||
    action.constraint.kind !== 'check' ||
    action.constraint.unvalidated ||
    isNew(action.table)
      ? undefined
      : { index: action.index, what: `all rows of ${showName(action.table)} are checked under a lock` },
};
