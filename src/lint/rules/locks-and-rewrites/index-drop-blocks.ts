import { showName, type Name } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import type { SchemaState } from '../../state/schema-state.ts';

/** PostgreSQL refuses to drop such an index CONCURRENTLY. */
function isPartitioned(index: Name, schema: SchemaState): boolean {
  const on = schema.index(index)?.table;
  return on !== undefined && schema.tables.get(on)?.partitioned === true;
}

export const indexDropBlocks = actionRule({
  id: 'index-drop-blocks',
  group: 'locks and rewrites',
  condition: 'DROP INDEX is used without CONCURRENTLY',
  effect: 'A lock blocks reads and writes of the table until the transaction ends.',
  remedy: 'Write DROP INDEX CONCURRENTLY, in a separate file without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: ['squawk require-concurrent-index-deletion', 'Atlas PG102', 'strong_migrations remove_index'],
  only: 'up',
  kinds: ['drop'],
  check: ({ what, concurrently, name }, { schema }) =>
    what === 'index' && !concurrently && !isPartitioned(name, schema)
      ? `reads and writes of the table of ${showName(name)} are blocked`
      : undefined,
});
