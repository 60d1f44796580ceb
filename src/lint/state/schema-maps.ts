import type { Name } from '../../sql/statement/name.ts';
import type { CatalogIndex, CatalogObject, CatalogProperty, CatalogTable, Origin } from './catalog-table.ts';
import type { SharedMap } from './shared-map.ts';

/** What a schema state consists of. */
export interface SchemaMaps {
  readonly tables: SharedMap<CatalogTable>;
  readonly indexes: SharedMap<CatalogIndex>;
  /** By kind and name. */
  readonly objects: SharedMap<CatalogObject>;
  /** Comments, privileges and other properties that are no objects. */
  readonly properties: SharedMap<CatalogProperty>;
  /** Where each object was last dropped or changed, by its key. */
  readonly changed: Map<string, Origin>;
  table: (name: Name) => CatalogTable | undefined;
}
