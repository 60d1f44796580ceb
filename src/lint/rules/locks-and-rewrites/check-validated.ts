import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const checkValidated = actionRule({
  id: 'check-validated',
  group: 'locks and rewrites',
  condition: 'a CHECK is added without NOT VALID to a table that may have rows',
  effect: 'PostgreSQL checks all rows under a lock that blocks reads and writes; one bad row fails the up.',
  remedy: 'Add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk constraint-missing-not-valid', 'eugene E1', 'Atlas PG305', 'strong_migrations add_check_constraint'],
  only: 'up',
  kinds: ['add-constraint'],
  skipNewTables: true,
  check: ({ table, constraint: { kind, unvalidated } }) =>
    kind === 'check' && !unvalidated ? `all rows of ${showName(table)} are checked under a lock` : undefined,
});
