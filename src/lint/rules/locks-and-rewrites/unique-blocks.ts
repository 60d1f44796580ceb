import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const uniqueBlocks: Rule = {
  id: 'unique-blocks',
  group: 'locks and rewrites',
  condition: 'a unique constraint, primary key or exclusion constraint builds its index while it is added',
  effect: 'Nobody can read or write the table until the index is built; two equal rows fail the up.',
  remedy: 'Build a unique index CONCURRENTLY in a file before, and add the constraint USING INDEX.',
  presets: { strict: 'warning' },
  covers: [
    'squawk disallowed-unique-constraint',
    'squawk adding-serial-primary-key-field',
    'eugene E7',
    'eugene E8',
    'Atlas PG104',
    'Atlas PG105',
    'Atlas PG304',
    'Atlas MF101',
    'strong_migrations add_unique_constraint',
    'strong_migrations add_exclusion_constraint',
  ],
  only: 'up',
  on: 'action',
  kinds: ['add-column', 'add-constraint'],
  check: (action, { isNew }) => {
    const constraints =
      action.kind === 'add-constraint' ? [action.constraint] : action.kind === 'add-column' ? action.constraints : [];
    const found = constraints.find(
      ({ kind, usingIndex }) =>
        usingIndex === undefined && (kind === 'unique' || kind === 'primary key' || kind === 'exclusion'),
    );
    return found === undefined || !('table' in action) || isNew(action.table)
      ? undefined
      : { index: action.index, what: `the ${found.kind} of ${showName(action.table)} is built under a lock` };
  },
};
