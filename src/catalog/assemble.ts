import { OBJECT_KINDS, type CatalogObject, type CatalogValue, type ObjectKind } from './catalog-object.ts';
import type { Cell, Yield } from './batch.ts';
import { IDENTITY_COLUMNS, ITEM_SEPARATOR, type KindQuery } from './kinds/kind-query.ts';
import { summarise } from './summarise.ts';

/** An object on its way into a snapshot, while it still has the OIDs that tie it to others. */
export interface Entry {
  kind: ObjectKind;
  name: string;
  /** The last part of the name: a column's without its table. */
  ownName: string;
  parent: Entry | undefined;
  definition: Record<string, CatalogValue>;
}

/** Type OIDs of the values that are not texts: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const BOOLEAN = 16;
const NUMBERS = new Set([21, 23, 700, 701]);
const JSONB = 3802;

/** Collects what the kinds' queries yield and joins it: parents with what belongs to them, comments with their objects. */
export class Assembly {
  readonly entries: Entry[] = [];
  readonly #byOid = new Map<string, Entry>();
  readonly #ignored = new Set<string>();
  readonly #ignoredTables: ReadonlySet<string>;

  constructor(ignoredTables: Iterable<string>) {
    this.#ignoredTables = new Set(ignoredTables);
  }

  /** Adds the objects of one kind; the parents' kinds come first. Returns how many there were. */
  add(query: KindQuery, { columns, rows }: Yield): number {
    const properties = columns.slice(IDENTITY_COLUMNS);
    for (const row of rows) {
      const [catalog, oid, sub, parentCatalog, parentOid, kind, ownName] = row;
      const key = `${catalog}/${oid}/${sub}`;
      const parentKey = `${parentCatalog}/${parentOid}/0`;
      const parent = this.#byOid.get(parentKey);
      if (this.#ignored.has(parentKey) || (query.belongs !== undefined && parent === undefined)) {
        continue;
      }
      const name = query.belongs === 'inside' ? `${parent?.name}.${ownName}` : `${ownName}`;
      if (catalog === 'pg_class' && parent === undefined && this.#ignoredTables.has(name)) {
        this.#ignored.add(key);
        continue;
      }
      const definition: Record<string, CatalogValue> = {};
      for (const [i, { name: property, type }] of properties.entries()) {
        setProperty(definition, property, type, row[IDENTITY_COLUMNS + i] ?? null);
      }
      const entry: Entry = { kind: kindNamed(kind), name, ownName: `${ownName}`, parent, definition };
      this.entries.push(entry);
      if (oid !== '0') {
        this.#byOid.set(key, entry);
      }
    }
    return rows.length;
  }

  /** Adds comments and labels to their objects. Returns those whose object is not described. */
  annotate({ rows }: Yield): (readonly Cell[])[] {
    const strays: (readonly Cell[])[] = [];
    for (const row of rows) {
      const [catalog, oid, sub, property, text] = row;
      const key = `${catalog}/${oid}/${sub}`;
      const entry = this.#byOid.get(key);
      if (entry !== undefined) {
        entry.definition[property ?? ''] = text ?? '';
      } else if (!this.#ignored.has(`${catalog}/${oid}/0`)) {
        strays.push(row);
      }
    }
    return strays;
  }

  /** The finished objects, sorted by kind and name. */
  objects(): CatalogObject[] {
    return this.entries
      .map(({ kind, name, parent, definition }) => ({
        kind,
        name,
        parent: parent === undefined ? null : `${parent.kind} ${parent.name}`,
        definition,
        summary: summarise(kind, definition),
      }))
      .toSorted((a, b) => compareTexts(a.kind, b.kind) || compareTexts(a.name, b.name));
  }
}

/** Orders texts by code unit, the same on every machine. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function kindNamed(name: Cell | undefined): ObjectKind {
  const kind = OBJECT_KINDS.find((known) => known === name);
  if (kind === undefined) {
    throw new TypeError(`A catalog query yields a kind of object that is not declared: ${name}`);
  }
  return kind;
}

function setProperty(definition: Record<string, CatalogValue>, property: string, type: number, cell: Cell): void {
  if (cell === null) {
    return;
  }
  if (property.endsWith('[]')) {
    if (cell !== '') {
      definition[property.slice(0, -2)] = cell.split(ITEM_SEPARATOR).toSorted(compareTexts).join(', ');
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
