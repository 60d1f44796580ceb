import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const indexBlocksWrites: Rule = {
  id: 'index-blocks-writes',
  group: 'locks and rewrites',
  condition: 'CREATE INDEX without CONCURRENTLY, on a table that may hold rows',
  effect: 'Nobody can write to the table until the index is built.',
  remedy: 'Write CREATE INDEX CONCURRENTLY, in a file of its own without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: [
    'squawk require-concurrent-index-creation',
    'eugene E6',
    'Atlas PG101',
    'Atlas MF102',
    'strong_migrations add_index',
  ],
  only: 'up',
  on: 'action',
  kinds: ['create-index'],
  check: (action, { isNew }) =>
    action.kind !== 'create-index' || action.concurrently || isNew(action.table)
      ? undefined
      : { index: action.index, what: `writes to ${showName(action.table)} wait for the index` },
};
