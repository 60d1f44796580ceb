import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const detachBlocks = actionRule({
  id: 'detach-blocks',
  group: 'locks and rewrites',
  condition: 'DETACH PARTITION is used without CONCURRENTLY',
  effect: 'A lock blocks reads and writes of the whole partitioned table until the transaction ends.',
  remedy: 'Write DETACH PARTITION … CONCURRENTLY, in a separate file without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: ['squawk require-concurrent-partition-detach'],
  only: 'up',
  kinds: ['alter-table'],
  skipNewTables: true,
  check: ({ subtype, concurrently, table }) =>
    subtype === 'AT_DetachPartition' && !concurrently
      ? `reads and writes of ${showName(table)} are blocked`
      : undefined,
});
