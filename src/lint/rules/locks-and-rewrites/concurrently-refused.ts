import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const concurrentlyRefused = actionRule({
  id: 'concurrently-refused',
  group: 'locks and rewrites',
  condition: 'CREATE INDEX or DROP INDEX is used CONCURRENTLY with a partitioned table',
  effect: 'PostgreSQL refuses it: "cannot create index on partitioned table … concurrently".',
  remedy:
    'Create the index ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, and ALTER INDEX … ATTACH PARTITION; drop it without CONCURRENTLY.',
  presets: { recommended: 'error', strict: 'error' },
  kinds: ['create-index', 'drop'],
  check: (action, { schema }) => {
    if (!action.concurrently) {
      return undefined;
    }
    if (action.kind === 'create-index') {
      const { table } = action;
      return schema.table(table)?.partitioned === true ? `${showName(table)} is partitioned` : undefined;
    }
    const { what, name } = action;
    const on = what === 'index' ? schema.index(name)?.table : undefined;
    return on !== undefined && schema.tables.get(on)?.partitioned === true
      ? `the table of ${showName(name)} is partitioned`
      : undefined;
  },
});
