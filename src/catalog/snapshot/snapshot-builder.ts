import type { Cell, Yield } from './batch.ts';
import { OBJECT_KINDS, type CatalogObject, type CatalogValue, type ObjectKind } from './catalog-object.ts';
import { describeEntry, setProperty } from './describe-entry.ts';
import type { Entry } from './entry.ts';
import { IDENTITY_COLUMNS, type KindQuery } from '../kinds/kind-query.ts';
import { mergeSorted } from './merge-sorted.ts';
import { Remarks } from './comments.ts';

/** The entries that have come, changed or gone since somebody last asked. */
export interface EntryChanges {
  touched: ReadonlySet<Entry>;
  removed: ReadonlySet<Entry>;
}

/**
 * Collects what the kinds' queries yield and joins it: parents with what belongs to them, comments with their objects.
 *
 * What was collected can be read again in part: `expect` says which entries, `add` takes what is still there, `settle`
 * removes the rest. Entries keep their identity meanwhile, and objects that come out the same too.
 */
export class Assembly {
  readonly #byKey = new Map<string, Entry>();
  readonly #members = new Map<string, Set<Entry>>();
  readonly #ofQuery = new Map<KindQuery, Set<Entry>>();
  readonly #ignored = new Set<string>();
  readonly #ignoredTables: ReadonlySet<string>;
  readonly #stale = new Set<Entry>();
  readonly #remarks = new Remarks();
  #touched = new Set<Entry>();
  #removed = new Set<Entry>();
  #objects: CatalogObject[] = [];

  constructor(ignoredTables: Iterable<string>) {
    this.#ignoredTables = new Set(ignoredTables);
  }

  entries(): Iterable<Entry> {
    return this.#byKey.values();
  }

  entry(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  isIgnored(key: string): boolean {
    return this.#ignored.has(key);
  }

  /** What stands alone under this key, and all that is inside or beside it. */
  members(unit: string): ReadonlySet<Entry> {
    return this.#members.get(unit) ?? new Set();
  }

  /** Adds the objects of one kind; the parents' kinds come first. Returns how many there were. */
  add(query: KindQuery, { columns, rows }: Yield): number {
    const properties = columns.slice(IDENTITY_COLUMNS);
    for (const row of rows) {
      const [catalog, oid, sub, parentCatalog, parentOid, kind, ownName] = row;
      const parentKey = `${parentCatalog}/${parentOid}/0`;
      const parent = this.#byKey.get(parentKey);
      if (this.#ignored.has(parentKey) || (query.belongs !== undefined && parent === undefined)) {
        continue;
      }
      const name = query.belongs === 'inside' ? `${parent?.name}.${ownName}` : `${ownName}`;
      const key = oid === '0' ? `${catalog}/0/${kind} ${name}` : `${catalog}/${oid}/${sub}`;
      if (catalog === 'pg_class' && parent === undefined && this.#ignoredTables.has(name)) {
        this.#ignored.add(key);
        continue;
      }
      const definition: Record<string, CatalogValue> = {};
      for (const [i, { name: property, type }] of properties.entries()) {
        setProperty(definition, property, type, row[IDENTITY_COLUMNS + i] ?? null);
      }
      const unit = query.belongs === undefined ? key : (parent?.unit ?? key);
      const facts = { unit, kind: kindNamed(kind), name, ownName: `${ownName}`, parent, definition };
      this.#put(key, query, facts);
    }
    return rows.length;
  }

  #put(key: string, query: KindQuery, facts: Omit<Entry, 'key' | 'query' | 'object'>): void {
    const known = this.#byKey.get(key);
    const entry = known === undefined ? { key, query, ...facts, object: undefined } : Object.assign(known, facts);
    this.#stale.delete(entry);
    this.#touched.add(entry);
    if (known === undefined) {
      this.#byKey.set(key, entry);
      addTo(this.#members, entry.unit, entry);
      addTo(this.#ofQuery, query, entry);
    }
  }

  /** Says that these units and kinds are about to be read again. */
  expect(units: Iterable<string>, queries: Iterable<KindQuery>): void {
    for (const unit of units) {
      this.#ignored.delete(unit);
      for (const entry of this.members(unit)) {
        this.#stale.add(entry);
      }
    }
    for (const query of queries) {
      for (const entry of this.#ofQuery.get(query) ?? []) {
        this.#stale.add(entry);
      }
    }
  }

  /** Removes the entries with these keys and what belongs to them. */
  drop(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#ignored.delete(key);
      const entry = this.#byKey.get(key);
      for (const member of entry === undefined ? [] : [entry, ...this.members(key)]) {
        this.#stale.add(member);
      }
    }
  }

  /** Removes what was expected and did not come. */
  settle(): void {
    for (const entry of this.#stale) {
      this.#byKey.delete(entry.key);
      this.#members.get(entry.unit)?.delete(entry);
      this.#ofQuery.get(entry.query)?.delete(entry);
      this.#touched.delete(entry);
      this.#removed.add(entry);
    }
    this.#stale.clear();
  }

  /** Takes all comments and labels in place of those known. Returns those whose object is not described. */
  annotate({ rows }: Yield): (readonly Cell[])[] {
    this.#touchKeys(this.#remarks.replace(rows));
    return this.#strays(rows);
  }

  /** Takes comments that are new or others now. Returns those whose object is not described. */
  annotateFurther(rows: readonly (readonly Cell[])[]): (readonly Cell[])[] {
    this.#touchKeys(this.#remarks.set(rows));
    return this.#strays(rows);
  }

  /** Drops the comments on the objects with these keys. */
  dropComments(keys: readonly string[]): void {
    keys.forEach((key) => this.#remarks.dropComment(key));
    this.#touchKeys(keys);
  }

  #touchKeys(keys: Iterable<string>): void {
    for (const key of keys) {
      const entry = this.#byKey.get(key);
      if (entry !== undefined) {
        this.#touched.add(entry);
      }
    }
  }

  #strays(rows: readonly (readonly Cell[])[]): (readonly Cell[])[] {
    return rows.filter(
      ([catalog, oid, sub]) =>
        !this.#byKey.has(`${catalog}/${oid}/${sub}`) && !this.#ignored.has(`${catalog}/${oid}/0`),
    );
  }

  /** What has changed since this was last asked; `objects` must have been called before. */
  takeChanges(): EntryChanges {
    const changes = { touched: this.#touched, removed: this.#removed };
    this.#touched = new Set();
    this.#removed = new Set();
    return changes;
  }

  /** The finished objects, sorted by kind and name; the same array as last time if none has changed. */
  objects(): CatalogObject[] {
    const made: CatalogObject[] = [];
    const gone: CatalogObject[] = [];
    for (const entry of this.#touched) {
      const object = describeEntry(entry, this.#remarks.of(entry.key));
      if (object !== entry.object) {
        made.push(object);
        if (entry.object !== undefined) {
          gone.push(entry.object);
        }
        entry.object = object;
      }
    }
    for (const { object } of this.#removed) {
      if (object !== undefined) {
        gone.push(object);
      }
    }
    this.#objects = mergeSorted(this.#objects, made, gone, byKindAndName);
    return this.#objects;
  }
}

/** Orders texts by code unit, the same on every machine. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The order of objects in a snapshot. */
export function byKindAndName(
  a: Pick<CatalogObject, 'kind' | 'name'>,
  b: Pick<CatalogObject, 'kind' | 'name'>,
): number {
  return compareTexts(a.kind, b.kind) || compareTexts(a.name, b.name);
}

function addTo<K>(sets: Map<K, Set<Entry>>, key: K, entry: Entry): void {
  const set = sets.get(key);
  if (set === undefined) {
    sets.set(key, new Set([entry]));
  } else {
    set.add(entry);
  }
}

const KINDS: ReadonlyMap<string, ObjectKind> = new Map(OBJECT_KINDS.map((kind) => [kind, kind]));

function kindNamed(name: Cell | undefined): ObjectKind {
  const kind = KINDS.get(`${name}`);
  if (kind === undefined) {
    throw new TypeError(`A catalog query yields a kind of object that is not declared: ${name}`);
  }
  return kind;
}
