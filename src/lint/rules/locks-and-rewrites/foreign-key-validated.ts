import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const foreignKeyValidated = actionRule({
  id: 'foreign-key-validated',
  group: 'locks and rewrites',
  condition: 'a foreign key is added without NOT VALID to a table that may have rows',
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
  kinds: ['add-constraint'],
  skipNewTables: true,
  check: ({ table, constraint: { kind, unvalidated } }) =>
    kind === 'foreign key' && !unvalidated ? `all rows of ${showName(table)} are checked under a lock` : undefined,
});
