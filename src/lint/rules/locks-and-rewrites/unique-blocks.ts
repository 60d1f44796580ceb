import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

const BUILDS_INDEX = new Set(['unique', 'primary key', 'exclusion']);

export const uniqueBlocks = actionRule({
  id: 'unique-blocks',
  group: 'locks and rewrites',
  condition: 'a unique constraint, primary key or exclusion constraint is added and builds its index',
  effect: 'Reads and writes are blocked until the index is built; duplicate rows fail the up.',
  remedy: 'Build a unique index CONCURRENTLY in an earlier file, and add the constraint USING INDEX.',
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
  kinds: ['add-column', 'add-constraint'],
  skipNewTables: true,
  check: (action) => {
    const constraints = action.kind === 'add-constraint' ? [action.constraint] : action.constraints;
    const building = constraints.find(({ kind, usingIndex }) => usingIndex === undefined && BUILDS_INDEX.has(kind));
    return building && `the index of the ${building.kind} of ${showName(action.table)} is built under a lock`;
  },
});
