import { keyOf } from '../../sql/statement/name.ts';
import type { CatalogConstraint, CatalogTable } from './catalog-table.ts';
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
