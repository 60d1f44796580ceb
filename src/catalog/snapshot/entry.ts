import { ITEM_SEPARATOR, type KindQuery } from '../kinds/kind-query.ts';
import type { Cell } from './batch.ts';
import {
  objectKey,
  type CatalogObject,
  type CatalogValue,
  type Definition,
  type ObjectKind,
} from './catalog-object.ts';
import { summarize } from './summarize.ts';

/** An object of a snapshot in progress, with the OIDs that connect it to other objects. */
export interface Entry {
  /** Catalog, OID and sub-OID; kind and name if there is no OID. */
  readonly key: string;
  readonly query: KindQuery;
  /** The key of the parent, or its own key without a parent. A unit is always read as a whole. */
  unit: string;
  kind: ObjectKind;
  name: string;
  /** The last part of the name: a column's without its table. */
  ownName: string;
  parent: Entry | undefined;
  definition: Record<string, CatalogValue>;
  /** The finished object; undefined until `SnapshotBuilder.objects` creates it. */
  object: CatalogObject | undefined;
}

/** The finished object of an entry: the identical object as before if nothing changed. */
export function describeEntry({ kind, name, parent, definition, object }: Entry, comments: Definition): CatalogObject {
  const complete = { ...definition, ...comments };
  const parentKey = parent === undefined ? null : `${parent.kind} ${parent.name}`;
  if (
    object?.kind === kind &&
    object.name === name &&
    object.parent === parentKey &&
    isSame(object.definition, complete)
  ) {
    return object;
  }
  return shared({ kind, name, parent: parentKey, definition: complete });
}

/** The last object of each kind and name. */
const known = new Map<string, CatalogObject>();

/**
 * The same object for all databases in which it is equal: databases of one chain hold the same objects, which then need no
 * comparison and no memory of their own.
 */
function shared(given: Omit<CatalogObject, 'summary'>): CatalogObject {
  const key = objectKey(given);
  // The names of these have OIDs, which never come back.
  const isNamedByOid = given.kind === 'internal trigger' || given.kind === 'large object';
  const last = known.get(key);
  if (last !== undefined && last.parent === given.parent && isSame(last.definition, given.definition)) {
    return last;
  }
  const object = { ...given, summary: summarize(given.kind, given.definition) };
  if (!isNamedByOid) {
    known.set(key, object);
  }
  return object;
}

function isSame(a: Definition, b: Definition): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Type OIDs of values that are not texts: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const BOOLEAN = 16;
const NUMBERS = new Set([21, 23, 700, 701]);
const JSONB = 3802;

/** Sets the property in one cell of a query, converted by its type and name. */
export function setProperty(
  definition: Record<string, CatalogValue>,
  property: string,
  type: number,
  cell: Cell,
): void {
  if (cell === null) {
    return;
  }
  if (property.endsWith('[]')) {
    if (cell !== '') {
      definition[property.slice(0, -2)] = cell.split(ITEM_SEPARATOR).toSorted().join(', ');
    }
  } else if (type === JSONB) {
    Object.assign(definition, scalars(JSON.parse(cell)));
  } else {
    definition[property] = type === BOOLEAN ? cell === 't' : NUMBERS.has(type) ? Number(cell) : cell;
  }
}

function scalars(object: unknown): Record<string, CatalogValue> {
  const result: Record<string, CatalogValue> = {};
  for (const [key, value] of Object.entries(object ?? {})) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      result[key] = value;
    } else if (value !== null) {
      result[key] = JSON.stringify(value);
    }
  }
  return result;
}
