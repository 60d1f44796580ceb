import type { DropColumn, DropConstraint } from '../../sql/statement/action.ts';
import { keyOf } from '../../sql/statement/name.ts';
import type { CatalogConstraint, CatalogTable, Origin } from './catalog-table.ts';
import type { SchemaMaps } from './schema-maps.ts';
import type { SharedMap } from './shared-map.ts';

/** The tables with a foreign key to the table with this key. */
export function referringTo(tables: SharedMap<CatalogTable>, key: string): [string, CatalogTable][] {
  return tables.filter(({ constraints }) => {
    for (const constraint of constraints.values()) {
      if (refersTo(constraint, key)) {
        return true;
      }
    }
    return false;
  });
}

export function refersTo({ references }: CatalogConstraint, table: string): boolean {
  return references !== undefined && keyOf(references) === table;
}

/** Whether a foreign key needs this key of the table that it refers to. Without columns it refers to the primary key. */
function needsKey(
  { referencedColumns: columns }: Pick<CatalogConstraint, 'referencedColumns'>,
  { kind, columns: own }: Pick<CatalogConstraint, 'kind' | 'columns'>,
): boolean {
  return columns.length === 0
    ? kind === 'primary key'
    : (kind === 'primary key' || kind === 'unique') &&
        columns.length === own.length &&
        columns.every((column) => own.includes(column));
}

/** Whether a foreign key needs the key or column that is dropped, and no other key has the same columns. */
export function needsDropped(
  reference: Pick<CatalogConstraint, 'referencedColumns'>,
  action: DropColumn | DropConstraint,
  { constraints }: CatalogTable,
): boolean {
  const needed = [...constraints].filter(([, key]) => needsKey(reference, key));
  return (
    needed.length > 0 &&
    needed.every(([name, { columns }]) =>
      action.kind === 'drop-column' ? columns.includes(action.column) : name === action.name,
    )
  );
}

/** Drops the foreign keys to a table that CASCADE takes with what they need. */
export function dropReferences(
  { tables, changed }: SchemaMaps,
  table: string,
  isDropped: (constraint: CatalogConstraint) => boolean,
  origin: Origin,
): void {
  for (const [key, other] of referringTo(tables, table)) {
    const constraints = new Map(other.constraints);
    for (const [name, each] of other.constraints) {
      if (refersTo(each, table) && isDropped(each)) {
        constraints.delete(name);
        changed.set(`${key}.${name}`, origin);
      }
    }
    if (constraints.size < other.constraints.size) {
      tables.set(key, { ...other, constraints });
    }
  }
}
