import type { Cell, Row } from '../snapshot/batch.ts';
import { WATCHED, type WatchedCatalog } from '../snapshot/watched-catalogs.ts';

/** The result of a probe of one catalog. */
export interface Probed {
  catalog: WatchedCatalog;
  /** The number of rows; 0 if they are not counted. */
  count: number;
  /** The number of new rows of PostgreSQL's own objects. */
  newSystem: number;
  newUserMade: number;
  /** The `items` of each new user-made row: its key, its name, and more. */
  items: string[][];
}

interface Known {
  count: number;
  /** Names by key. */
  names: Map<string, string>;
}

const BY_NAME: ReadonlyMap<string, WatchedCatalog> = new Map(WATCHED.map((catalog) => [catalog.name, catalog]));

/** Interprets a row of a probe. */
export function readProbe([name, count, newSystem, newUserMade, items]: Row): Probed {
  const catalog = BY_NAME.get(`${name}`);
  if (catalog === undefined) {
    throw new TypeError(`unknown catalog in a probe: ${name}`);
  }
  return {
    catalog,
    count: Number(count),
    newSystem: Number(newSystem),
    newUserMade: Number(newUserMade),
    items: elements(items).map(texts),
  };
}

/** Shared catalogs of which a snapshot has the rows of its database. */
const OF_THE_DATABASE = new Set(['pg_database', 'pg_db_role_setting', 'pg_shdescription', 'pg_shseclabel']);

/** The rows of catalogs at the last snapshot, to find rows that are new, renamed or gone. */
export class KnownRows {
  readonly #known = new Map<string, Known>();

  /** For a copy of the database, whose rows of `OF_THE_DATABASE` are others: their number is not known. */
  forCopy(): KnownRows {
    const copy = new KnownRows();
    for (const [catalog, { count, names }] of this.#known) {
      copy.#known.set(catalog, { count: OF_THE_DATABASE.has(catalog) ? -1 : count, names: new Map(names) });
    }
    return copy;
  }

  /** The name of a row at the last snapshot. */
  name(catalog: string, key: string): string | undefined {
    return this.#known.get(catalog)?.names.get(key);
  }

  /** The keys of all rows of a catalog. */
  keys(catalog: string): Set<string> {
    return new Set(this.#known.get(catalog)?.names.keys());
  }

  /** Adds the new rows. Returns whether rows may be gone; a probe does not say which. */
  update({ catalog, count, newSystem, items }: Probed): boolean {
    const known = this.#known.get(catalog.name);
    if (known === undefined) {
      this.#known.set(catalog.name, { count, names: new Map(items.map(([key = '', name = '']) => [key, name])) });
      return false;
    }
    const before = known.names.size;
    for (const [key = '', name = ''] of items) {
      known.names.set(key, name);
    }
    const expected = known.count + known.names.size - before;
    known.count = count;
    // A new row of PostgreSQL's own may hide in the count that another row is gone.
    return catalog.counted && (expected !== count || newSystem > 0);
  }

  /** Removes the rows that are not among the keys, and returns their keys. */
  keep(catalog: string, json: Cell): string[] {
    const names = this.#known.get(catalog)?.names ?? new Map<string, string>();
    const present = new Set(elements(json).map(String));
    const gone = [...names.keys()].filter((key) => !present.has(key));
    for (const key of gone) {
      names.delete(key);
    }
    return gone;
  }
}

/** The elements of a JSON array; none if it is NULL. */
function elements(json: Cell | undefined): unknown[] {
  const value: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(value) ? value : [];
}

function texts(values: unknown): string[] {
  return Array.isArray(values) ? values.map((value) => (value === null ? '' : String(value))) : [];
}
