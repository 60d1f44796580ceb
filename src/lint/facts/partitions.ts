import { keyOf, type Name } from '../../sql/statement/name.ts';
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
