import type { Cell } from './batch.ts';
import type { CatalogObject, CatalogValue, Definition } from './catalog-object.ts';
import type { Entry } from './entry.ts';
import { ITEM_SEPARATOR } from '../kinds/kind-query.ts';
import { summarise } from './summarize.ts';

/** Type OIDs of the values that are not texts: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const BOOLEAN = 16;
const NUMBERS = new Set([21, 23, 700, 701]);
const JSONB = 3802;

/** The finished object of an entry: the very object that it had before if that is the same. */
export function describeEntry({ kind, name, parent, definition, object }: Entry, remarks: Definition): CatalogObject {
  const whole = { ...definition, ...remarks };
  const parentKey = parent === undefined ? null : `${parent.kind} ${parent.name}`;
  if (object?.kind === kind && object.name === name && object.parent === parentKey && same(object.definition, whole)) {
    return object;
  }
  return { kind, name, parent: parentKey, definition: whole, summary: summarise(kind, whole) };
}

function same(a: Definition, b: Definition): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Sets the property that one cell of a kind's query tells, in the form that its type and name ask for. */
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
