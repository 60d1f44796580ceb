import type { AlterTable, CreateTable } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { RuleContext } from '../engine/rule.ts';
import type { CatalogTable } from '../state/catalog-table.ts';
import type { SchemaState } from '../state/schema-state.ts';

/** The DEFAULT partition of a table. */
export function defaultPartition(parent: Name, schema: SchemaState): CatalogTable | undefined {
  const known = schema.table(parent);
  const key = keyOf(known?.name ?? parent);
  return schema.tables.find(
    ({ isDefaultPartition, partitionOf }) =>
      isDefaultPartition && partitionOf !== undefined && keyOf(schema.table(partitionOf)?.name ?? partitionOf) === key,
  );
}

/**
 * The table of which PostgreSQL reads all rows when a partition comes to another one: the DEFAULT partition, or the attached
 * table; undefined where the schema shows that it need not.
 */
export function scannedPartition(
  action: AlterTable | CreateTable,
  { schema, isNew }: Pick<RuleContext, 'schema' | 'isNew'>,
): Name | undefined {
  const parent = action.kind === 'create-table' ? action.partitionOf : action.table;
  if (parent === undefined || (action.kind === 'alter-table' && action.subtype !== 'AT_AttachPartition')) {
    return undefined;
  }
  const key = schema.table(parent)?.partitionKey ?? [];
  const rest = defaultPartition(parent, schema);
  if (rest !== undefined && !isNew(rest.name) && !hasCheck(rest, key)) {
    return rest.name;
  }
  const attached = action.kind === 'alter-table' ? action.partition : undefined;
  if (attached === undefined || isNew(attached)) {
    return undefined;
  }
  const known = schema.table(attached);
  const isProved = known === undefined || (hasCheck(known, key) && key.every((name) => isNotNull(known, name)));
  return isProved && (known === undefined || hasIndexes(attached, parent, schema)) ? undefined : attached;
}

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
