import { showName } from '../../../sql/statement/name.ts';
import { scannedPartition } from '../../facts/partitions.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const partitionScanned = actionRule({
  id: 'partition-scanned',
  group: 'locks and rewrites',
  condition:
    'a partition comes to a table whose DEFAULT partition has no validated CHECK over the key; or a table is attached that has no such CHECK, or not the indexes of the parent',
  effect:
    'PostgreSQL reads all rows of the DEFAULT partition, or of the attached table, under a lock that blocks reads and writes.',
  remedy:
    'In earlier migrations, add to it a CHECK that excludes, or for an attached table proves, the new bounds NOT VALID and VALIDATE it; build the indexes CONCURRENTLY.',
  presets: { recommended: 'warning', strict: 'warning' },
  only: 'up',
  kinds: ['create-table', 'alter-table'],
  check: (action, context) => {
    const scanned = scannedPartition(action, context);
    return scanned && `all rows of ${showName(scanned)} are read under a lock`;
  },
});
