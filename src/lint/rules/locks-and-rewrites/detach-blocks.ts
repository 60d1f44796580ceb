import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const detachBlocks: Rule = {
  id: 'detach-blocks',
  group: 'locks and rewrites',
  condition: 'DETACH PARTITION without CONCURRENTLY',
  effect: 'The whole partitioned table is locked for reads and writes until the transaction ends.',
  remedy: 'Write DETACH PARTITION … CONCURRENTLY, in a file of its own without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: ['squawk require-concurrent-partition-detach'],
  only: 'up',
  on: 'action',
  kinds: ['alter-table'],
  check: (action, { isNew }) =>
    action.kind === 'alter-table' &&
    action.subtype === 'AT_DetachPartition' &&
    !action.concurrently &&
    !isNew(action.table)
      ? { index: action.index, what: `${showName(action.table)} is locked whole` }
      : undefined,
};
