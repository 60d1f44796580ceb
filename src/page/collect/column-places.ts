import type { CatalogObject } from '../../catalog/snapshot/catalog-object.ts';

/** What is counted within its table or type. */
const COUNTED = new Set<string>(['column', 'attribute']);

/**
 * Gives each column a `position` that stays the same while its neighbors come and go. PostgreSQL counts the columns that
 * are there, so that dropping one would look like a change of all behind it.
 */
export class ColumnPlaces {
  /** Positions by the key of the table, and then by the name of the column. */
  #places = new Map<string, Map<string, number>>();
  /** What was returned for an object, so that unchanged objects stay identical. */
  readonly #copies = new WeakMap<CatalogObject, CatalogObject>();

  /**
   * The same objects in the same order. The positions of a table sort its columns as those of the server do. They are its
   * numbers for the columns of a new table. Of columns that have changed their order as few as possible get another position; a
   * column between two others gets a number between theirs.
   */
  settle(objects: readonly CatalogObject[]): CatalogObject[] {
    const places = new Map(
      [...columnsByTable(objects)].map(([table, columns]) => [table, this.#placed(table, columns)]),
    );
    this.#places = places;
    return objects.map((object) => {
      const place = COUNTED.has(object.kind) ? places.get(object.parent ?? '')?.get(object.name) : undefined;
      return place === undefined || place === object.definition['position'] ? object : this.#copy(object, place);
    });
  }

  #placed(table: string, columns: readonly CatalogObject[]): Map<string, number> {
    const known = this.#places.get(table);
    const before = inOrder(columns.map(({ name }) => known?.get(name)));
    const places = new Map<string, number>();
    let last = 0;
    for (const [index, { name }] of columns.entries()) {
      const next = before.slice(index).find((place) => place !== undefined);
      last = before[index] ?? (next === undefined ? Math.floor(last) + 1 : (last + next) / 2);
      places.set(name, last);
    }
    return places;
  }

  #copy(object: CatalogObject, place: number): CatalogObject {
    const known = this.#copies.get(object);
    if (known?.definition['position'] === place) {
      return known;
    }
    const copy = { ...object, definition: { ...object.definition, position: place } };
    this.#copies.set(object, copy);
    return copy;
  }
}

/** The longest part of the places that is in ascending order; undefined in place of the others. */
function inOrder(places: readonly (number | undefined)[]): (number | undefined)[] {
  /** For each place, how many are in order up to it, and the index of the one before it. */
  const runs: { length: number; previous: number }[] = [];
  for (const place of places) {
    const run = { length: place === undefined ? 0 : 1, previous: -1 };
    for (const [earlier, { length }] of runs.entries()) {
      if (place !== undefined && (places[earlier] ?? place) < place && length >= run.length) {
        Object.assign(run, { length: length + 1, previous: earlier });
      }
    }
    runs.push(run);
  }
  const most = Math.max(0, ...runs.map(({ length }) => length));
  const kept = new Set<number>();
  let at = most === 0 ? -1 : runs.findIndex(({ length }) => length === most);
  while (at >= 0) {
    kept.add(at);
    at = runs[at]?.previous ?? -1;
  }
  return places.map((place, index) => (kept.has(index) ? place : undefined));
}

/** In the order of their positions. */
function columnsByTable(objects: readonly CatalogObject[]): Map<string, CatalogObject[]> {
  const tables = new Map<string, CatalogObject[]>();
  for (const object of objects) {
    if (COUNTED.has(object.kind) && object.parent !== null) {
      const columns = tables.get(object.parent) ?? [];
      tables.set(object.parent, columns);
      columns.push(object);
    }
  }
  for (const columns of tables.values()) {
    columns.sort((one, other) => positionOf(one) - positionOf(other));
  }
  return tables;
}

function positionOf({ definition }: CatalogObject): number {
  return Number(definition['position']);
}
