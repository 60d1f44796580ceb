import type { Cell } from '../snapshot/batch.ts';
import { WATCHED, type WatchedCatalog } from './watched-catalogs.ts';

/** What a probe tells of one catalog. */
export interface Probed {
  catalog: WatchedCatalog;
  /** How many rows it has; 0 where they need not be counted. */
  count: number;
  /** How many of PostgreSQL's own rows are new. */
  newSystem: number;
  newUserMade: number;
  /** What is told of each new row that users made: its key, its name, then what the catalog's `items` say. */
  items: string[][];
}

interface Known {
  count: number;
  /** Names by key. */
  names: Map<string, string>;
}

const BY_NAME: ReadonlyMap<string, WatchedCatalog> = new Map(WATCHED.map((catalog) => [catalog.name, catalog]));

/** Makes sense of what a probe's statement yielded. */
export function readProbe([name, count, newSystem, newUserMade, items]: readonly Cell[]): Probed {
  const catalog = BY_NAME.get(`${name}`);
  if (catalog === undefined) {
    throw new TypeError(`There is no probe for this catalog: ${name}`);
  }
  return {
    catalog,
    count: Number(count),
    newSystem: Number(newSystem),
    newUserMade: Number(newUserMade),
    items: elements(items).map(texts),
  };
}

/** The rows of catalogs as they were last seen, which tells those that came, were renamed, or went. */
export class KnownRows {
  readonly #known = new Map<string, Known>();

  /** The name under which a row was last known. */
  name(catalog: string, key: string): string | undefined {
    return this.#known.get(catalog)?.names.get(key);
  }

  /** The keys of all rows of a catalog. */
  keys(catalog: string): Set<string> {
    return new Set(this.#known.get(catalog)?.names.keys());
  }

  /** Takes what was probed for granted. Returns whether rows may have gone, which this does not tell. */
  learn({ catalog, count, newSystem, items }: Probed): boolean {
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
    // One of PostgreSQL's own that came may make up for one of the others that went.
    return catalog.counted && (expected !== count || newSystem > 0);
  }

  /** Forgets the rows that are not among the keys, and returns their keys. */
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
