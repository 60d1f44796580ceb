import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

const PARTITIONED =
  'Create the index ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, and ALTER INDEX … ATTACH PARTITION.';

export const indexBlocksWrites = actionRule({
  id: 'index-blocks-writes',
  group: 'locks and rewrites',
  condition: 'CREATE INDEX is used without CONCURRENTLY on a table that may have rows',
  effect: 'Writes to the table are blocked until the index is built.',
  remedy: 'Write CREATE INDEX CONCURRENTLY, in a separate file without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: [
    'squawk require-concurrent-index-creation',
    'eugene E6',
    'Atlas PG101',
    'Atlas MF102',
    'strong_migrations add_index',
  ],
  only: 'up',
  kinds: ['create-index'],
  skipNewTables: true,
  check: ({ concurrently, only, table }, { schema }) => {
    const partitioned = schema.table(table)?.partitioned;
    // The index of a parent alone has no entries.
    if (concurrently || (only && partitioned !== false)) {
      return undefined;
    }
    const what = `writes to ${showName(table)} are blocked while the index is built`;
    return partitioned === true ? { what, fix: PARTITIONED } : what;
  },
});
