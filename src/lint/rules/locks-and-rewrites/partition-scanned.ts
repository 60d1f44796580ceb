import { keyOf, showName, type Name } from '../../../sql/statement/name.ts';
import { defaultPartition } from '../../facts/partitions.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import type { CatalogTable } from '../../state/catalog-table.ts';
import type { SchemaState } from '../../state/schema-state.ts';

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
  check: (action, { schema, isNew }) => {
    const parent = action.kind === 'create-table' ? action.partitionOf : action.table;
    if (parent === undefined || (action.kind === 'alter-table' && action.subtype !== 'AT_AttachPartition')) {
      return undefined;
    }
    const key = schema.table(parent)?.partitionKey ?? [];
    const rest = defaultPartition(parent, schema);
    if (rest !== undefined && !isNew(rest.name) && !hasCheck(rest, key)) {
      return `all rows of ${showName(rest.name)} are read under a lock`;
    }
    const attached = action.kind === 'alter-table' ? action.partition : undefined;
    if (attached === undefined || isNew(attached)) {
      return undefined;
    }
    const known = schema.table(attached);
    const isProved = known === undefined || (hasCheck(known, key) && key.every((name) => isNotNull(known, name)));
    return isProved && (known === undefined || hasIndexes(attached, parent, schema))
      ? undefined
      : `all rows of ${showName(attached)} are read under a lock`;
  },
});

function hasCheck({ constraints }: CatalogTable, key: readonly string[]): boolean {
  return [...constraints.values()].some(
    ({ kind, unvalidated, condition }) =>
      kind === 'check' && !unvalidated && condition?.columns.some((name) => key.includes(name)) === true,
  );
}

function isNotNull({ columns }: CatalogTable, name: string): boolean {
  return columns.get(name)?.notNull !== false;
}

/** Whether PostgreSQL finds an index for each index of the parent, so that it builds none. */
function hasIndexes(child: Name, parent: Name, schema: SchemaState): boolean {
  const has = new Set(indexedColumns(child, schema));
  return indexedColumns(parent, schema).every((columns) => has.has(columns));
}

const INDEXED = new Set(['primary key', 'unique', 'exclusion']);

function indexedColumns(name: Name, schema: SchemaState): string[] {
  const table = schema.table(name);
  const key = keyOf(table?.name ?? name);
  return [
    ...schema.indexes.filter((index) => index.table === key).map(([, { columns }]) => columns.join()),
    ...[...(table?.constraints.values() ?? [])].flatMap(({ kind, columns }) =>
      INDEXED.has(kind) ? [columns.join()] : [],
    ),
  ];
}
