import type { CatalogObject, CatalogValue, ObjectKind } from './catalog-object.ts';
import type { KindQuery } from '../kinds/kind-query.ts';

/** An object on its way into a snapshot, while it still has the OIDs that tie it to others. */
export interface Entry {
  /** Catalog, OID and sub-OID; kind and name where there is no OID. */
  readonly key: string;
  readonly query: KindQuery;
  /** The key of the entry that it is inside or beside, its own if it stands alone: they are read again together. */
  unit: string;
  kind: ObjectKind;
  name: string;
  /** The last part of the name: a column's without its table. */
  ownName: string;
  parent: Entry | undefined;
  definition: Record<string, CatalogValue>;
  /** The finished object; undefined until `objects` makes it. */
  object: CatalogObject | undefined;
}
