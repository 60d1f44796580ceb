import type { Cell, Row, StatementResult } from './batch.ts';
import { Comments } from './comments.ts';
import { OBJECT_KINDS, type CatalogObject, type CatalogValue, type ObjectKind } from './catalog-object.ts';
import { describeEntry, setProperty, type Entry } from './entry.ts';
import { IDENTITY_COLUMNS, type KindQuery } from '../kinds/kind-query.ts';
import { mergeSorted } from './merge-sorted.ts';

/** The entries that were added, changed or removed since the last call of `takeChanges`. */
export interface EntryChanges {
  touched: ReadonlySet<Entry>;
  removed: ReadonlySet<Entry>;
}

/**
 * Builds the objects of a snapshot from the results of the queries: connects parents with their parts, and comments with
 * their objects.
 *
 * Parts of a database can be read again: `markStale` marks entries, `add` updates those that still exist, `removeStale`
 * removes the others. Entries keep their identity, and so do objects that did not change.
 */
export class SnapshotBuilder {
  readonly #byKey = new Map<string, Entry>();
  readonly #members = new Map<string, Set<Entry>>();
  readonly #ofQuery = new Map<KindQuery, Set<Entry>>();
  readonly #ignored = new Set<string>();
  readonly #ignoredTables: ReadonlySet<string>;
  readonly #stale = new Set<Entry>();
  readonly #comments: Comments;
  #touched = new Set<Entry>();
  #removed = new Set<Entry>();
  #objects: CatalogObject[] = [];

  constructor(ignoredTables: Iterable<string>, comments = new Comments()) {
    this.#ignoredTables = new Set(ignoredTables);
    this.#comments = comments;
  }

  /** A copy that changes independently. Nothing may be marked as stale or changed. */
  copy(): SnapshotBuilder {
    const copy = new SnapshotBuilder(this.#ignoredTables, this.#comments.copy());
    this.#ignored.forEach((key) => copy.#ignored.add(key));
    for (const [key, entry] of this.#byKey) {
      copy.#index(key, { ...entry });
    }
    for (const entry of copy.#byKey.values()) {
      entry.parent = entry.parent && copy.#byKey.get(entry.parent.key);
    }
    copy.#objects = this.#objects;
    return copy;
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

  /** The entry with this key and all its parts. */
  members(unit: string): ReadonlySet<Entry> {
    return this.#members.get(unit) ?? new Set();
  }

  /** Adds the objects of one kind, after the kinds of their parents. Returns how many rows there were. */
  add(query: KindQuery, { columns, rows }: StatementResult): number {
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
      this.#index(key, entry);
    }
  }

  #index(key: string, entry: Entry): void {
    this.#byKey.set(key, entry);
    addTo(this.#members, entry.unit, entry);
    addTo(this.#ofQuery, entry.query, entry);
  }

  /** Marks the entries of units and kinds that are about to be read again. */
  markStale(units: Iterable<string>, queries: Iterable<KindQuery>): void {
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

  /** Marks the entries with these keys and their parts for removal. */
  markDropped(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#ignored.delete(key);
      const entry = this.#byKey.get(key);
      for (const member of entry === undefined ? [] : [entry, ...this.members(key)]) {
        this.#stale.add(member);
      }
    }
  }

  /** Removes the marked entries that `add` did not update. */
  removeStale(): void {
    for (const entry of this.#stale) {
      this.#byKey.delete(entry.key);
      this.#members.get(entry.unit)?.delete(entry);
      this.#ofQuery.get(entry.query)?.delete(entry);
      this.#touched.delete(entry);
      this.#removed.add(entry);
    }
    this.#stale.clear();
  }

  /** Replaces all comments and labels. Returns those whose object is not described. */
  replaceComments(rows: readonly Row[]): Row[] {
    this.#touchKeys(this.#comments.replaceAll(rows));
    return this.#strays(rows);
  }

  /** Adds or replaces some comments. Returns those whose object is not described. */
  setComments(rows: readonly Row[]): Row[] {
    this.#touchKeys(this.#comments.set(rows));
    return this.#strays(rows);
  }

  /** Removes the comments on the objects with these keys. */
  removeComments(keys: readonly string[]): void {
    keys.forEach((key) => this.#comments.remove(key));
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

  #strays(rows: readonly Row[]): Row[] {
    return rows.filter(
      ([catalog, oid, sub]) =>
        !this.#byKey.has(`${catalog}/${oid}/${sub}`) && !this.#ignored.has(`${catalog}/${oid}/0`),
    );
  }

  /** The changes since the last call. Call `objects` first. */
  takeChanges(): EntryChanges {
    const changes = { touched: this.#touched, removed: this.#removed };
    this.#touched = new Set();
    this.#removed = new Set();
    return changes;
  }

  /** The finished objects, sorted by kind and name; the same array as before if none has changed. */
  objects(): CatalogObject[] {
    const added: CatalogObject[] = [];
    const removed: CatalogObject[] = [];
    for (const entry of this.#touched) {
      const object = describeEntry(entry, this.#comments.of(entry.key));
      if (object !== entry.object) {
        added.push(object);
        if (entry.object !== undefined) {
          removed.push(entry.object);
        }
        entry.object = object;
      }
    }
    for (const { object } of this.#removed) {
      if (object !== undefined) {
        removed.push(object);
      }
    }
    this.#objects = mergeSorted(this.#objects, added, removed, byKindAndName);
    return this.#objects;
  }
}

/** Compares texts by code unit, independent of locale. */
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
    throw new TypeError(`unknown kind of object in a catalog query: ${name}`);
  }
  return kind;
}
