import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const foreignKeyValidated: Rule = {
  id: 'foreign-key-validated',
  group: 'locks and rewrites',
  condition: 'a foreign key is added without NOT VALID to a table that may hold rows',
  effect: 'All rows are checked while nobody can write to either table.',
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
  on: 'action',
  kinds: ['add-constraint'],
  check: (action, { isNew }) =>
    action.kind !== 'add-constraint' ||
    action.constraint.kind !== 'foreign key' ||
    action.constraint.unvalidated ||
    isNew(action.table)
      ? undefined
      : { index: action.index, what: `all rows of ${showName(action.table)} are checked under a lock` },
};
