import type { ObjectChange } from '../diff/snapshot-diff.ts';
import { objectKey, type CatalogObject, type ObjectKind } from '../snapshot/catalog-object.ts';
import type { Dependency } from '../snapshot/dependencies.ts';
import type { SequenceValue } from '../snapshot/sequence-values.ts';
import { sqlTokens } from '../../sql/sql-tokens.ts';
import type { Changed } from './diff-context.ts';
import { needsCast } from './kinds/alter-column.ts';
import { ofView } from './kinds/columns.ts';
import { hasIndex, indexKey, isForeignKey } from './kinds/constraints.ts';
import { oldName } from './kinds/types.ts';
import { isTrue, ownName, text } from './object-text.ts';

/** All objects of both states, and what depends on what in the current one. */
export interface BothStates {
  wanted: readonly CatalogObject[];
  current: readonly CatalogObject[];
  dependencies: readonly Dependency[];
  /** Of the current one. */
  sequences: readonly SequenceValue[];
  /** Objects of the current one that stay as they are and are in no list: what stands on a change cannot be rebuilt. */
  ignored?: ReadonlySet<string> | undefined;
}

/** The differences with what has to be rebuilt for them. */
export interface Rebuilt {
  changes: ObjectChange[];
  /** Columns whose default is dropped and set again. */
  defaults: readonly CatalogObject[];
  /** By enum that loses or moves a label: the columns of the type or its array. */
  columnsOfEnum: ReadonlyMap<string, readonly CatalogObject[]>;
  /** What would have to be rebuilt, and cannot be. */
  stuck: readonly string[];
}

/** Kinds that lose nothing when they are dropped and created. */
const REBUILDABLE = new Set<ObjectKind>([
  'aggregate',
  'cast',
  'constraint',
  'event trigger',
  'function',
  'index',
  'materialized view',
  'operator',
  'policy',
  'procedure',
  'published table',
  'rule',
  'statistics',
  'text search configuration',
  'text search dictionary',
  'trigger',
  'view',
]);

/** Kinds that keep the type of a column from being changed; indexes and constraints are rebuilt by the server. */
const KEEP_TYPE = new Set<ObjectKind>([
  'column',
  'function',
  'materialized view',
  'policy',
  'procedure',
  'published table',
  'rule',
  'trigger',
  'view',
]);

/** Objects, their parts and what stands on them; collects what has to be rebuilt. */
export class DependentsGraph {
  readonly #wanted: ReadonlyMap<string, CatalogObject>;
  readonly #current: ReadonlyMap<string, CatalogObject>;
  readonly #changes: readonly ObjectChange[];
  readonly #ignored: ReadonlySet<string>;
  readonly #dependents = new Map<string, string[]>();
  readonly #parts = { wanted: new Map<string, string[]>(), current: new Map<string, string[]>() };
  readonly #seen = new Set<string>();
  readonly #rebuilt = new Set<string>();
  readonly #defaults = new Map<string, CatalogObject>();
  readonly #stuck = new Set<string>();
  readonly #columnsOfEnum = new Map<string, CatalogObject[]>();

  constructor(changes: readonly ObjectChange[], { wanted, current, dependencies, ignored }: BothStates) {
    this.#changes = changes;
    this.#ignored = ignored ?? new Set();
    this.#wanted = new Map(wanted.map((object) => [objectKey(object), object]));
    this.#current = new Map(current.map((object) => [objectKey(object), object]));
    for (const { object, on } of dependencies) {
      add(this.#dependents, on, object);
    }
    for (const [side, objects] of [
      ['wanted', wanted],
      ['current', current],
    ] as const) {
      for (const object of objects) {
        if (object.parent !== null) {
          add(this.#parts[side], object.parent, objectKey(object));
        }
        if (object.kind === 'constraint' && hasIndex(object)) {
          add(this.#parts[side], objectKey(object), indexKey(object));
        }
      }
    }
  }

  /** The object is dropped: what depends on it or a part of it, and stays, has to be rebuilt. */
  dropped(key: string): void {
    for (const part of this.#withParts(key, 'current')) {
      if (!this.#seen.has(part)) {
        this.#seen.add(part);
        for (const dependent of this.#dependents.get(part) ?? []) {
          if (!this.#rebuildIf(dependent, REBUILDABLE) && !this.#resetDefault(dependent)) {
            this.#noteStuck(dependent);
          }
        }
      }
    }
  }

  /** A column gets another type. */
  retyped({ before, after }: Changed): void {
    const isCast = needsCast(text(after, 'type') ?? '', text(before, 'type') ?? '');
    for (const dependent of this.#dependents.get(objectKey(after)) ?? []) {
      this.#rebuildIf(dependent, KEEP_TYPE);
      if (this.#ignored.has(dependent)) {
        this.#stuck.add(dependent);
      }
      // The server compares the columns of a foreign key at each change, so both cannot change.
      const object = this.#current.get(dependent);
      if (isCast && object?.kind === 'constraint' && isForeignKey(object)) {
        this.#rebuildIf(dependent, REBUILDABLE);
      }
    }
  }

  /** An enum is created again, and its columns get the new type; not where something else is of the type. */
  relabeled(key: string): void {
    const dependents = (this.#dependents.get(key) ?? [])
      .flatMap((each) => this.#current.get(each) ?? [])
      .map((object) => (object.kind === 'column' ? (this.#viewOf(object) ?? object) : object))
      // What is dropped needs no other type.
      .filter((object) => this.#wanted.has(objectKey(object)));
    const columns = dependents.filter(
      (object) => object.kind === 'column' && text(object, 'generated as') === undefined,
    );
    const isPossible =
      dependents.every(({ kind }) => kind === 'column' || REBUILDABLE.has(kind)) &&
      columns.every((column) => !this.#isPartitionKey(column) && !this.#changesType(column)) &&
      ![...this.#current.values()].some(({ name }) => name === oldName(key.slice('enum '.length)));
    if (!isPossible) {
      return;
    }
    this.#columnsOfEnum.set(
      key,
      columns.flatMap((column) => this.#wanted.get(objectKey(column)) ?? []),
    );
    for (const dependent of dependents) {
      this.#rebuildIf(objectKey(dependent), REBUILDABLE);
    }
    for (const column of columns) {
      for (const dependent of this.#dependents.get(objectKey(column)) ?? []) {
        const object = this.#current.get(dependent);
        const compares =
          object?.kind === 'constraint' && /^(?:FOREIGN KEY|CHECK)/.test(text(object, 'definition') ?? '');
        this.#rebuildIf(dependent, compares ? REBUILDABLE : KEEP_TYPE);
      }
    }
  }

  /** Whether the column is a part of the table's partition key: its type cannot be changed. */
  #isPartitionKey(column: CatalogObject): boolean {
    const key = text(this.#current.get(column.parent ?? '') ?? NOTHING, 'partition key') ?? '';
    return sqlTokens(key).some((token) => token.text === ownName(column));
  }

  #changesType(column: CatalogObject): boolean {
    const wanted = this.#wanted.get(objectKey(column));
    return wanted === undefined || text(wanted, 'type') !== text(column, 'type');
  }

  /** The view that has the column. */
  #viewOf(column: CatalogObject): CatalogObject | undefined {
    return ofView(column) ? this.#current.get(column.parent ?? '') : undefined;
  }

  /** A default that calls a function which is dropped. */
  #resetDefault(key: string): boolean {
    const [current, wanted] = [this.#current.get(key), this.#wanted.get(key)];
    const value = current && text(current, 'default');
    const isReset =
      current?.kind === 'column' && value !== undefined && wanted !== undefined && text(wanted, 'default') === value;
    if (isReset) {
      this.#defaults.set(key, current);
    }
    return isReset;
  }

  rebuild(key: string): void {
    if (!this.#rebuilt.has(key)) {
      this.#rebuilt.add(key);
      this.dropped(key);
    }
  }

  /** What stands on an object that is dropped, stays, and cannot be rebuilt. */
  #noteStuck(key: string): void {
    const isPart = [...this.#rebuilt].some((root) => this.#withParts(root, 'current').has(key));
    const stays = this.#ignored.has(key) || (this.#wanted.has(key) && this.#current.has(key));
    if (stays && !isPart && !this.#changes.some((change) => objectKey(change) === key)) {
      this.#stuck.add(key);
    }
  }

  /** @returns whether it is rebuilt, or follows an object of a parent table that is */
  #rebuildIf(key: string, kinds: ReadonlySet<ObjectKind>): boolean {
    const object = this.#current.get(key);
    const isGenerated = object?.kind === 'column' && text(object, 'generated as') !== undefined;
    const isRebuildable = object !== undefined && (isGenerated || (object.kind !== 'column' && kinds.has(object.kind)));
    const follows =
      object !== undefined && (isTrue(object, 'of a partition') || text(object, 'partition of') !== undefined);
    const isDue = isRebuildable && !follows && this.#wanted.has(this.#wantedKey(key));
    if (isDue) {
      this.rebuild(key);
    }
    return isDue || follows;
  }

  /** The key before a rename. */
  #wantedKey(key: string): string {
    const renamed = this.#changes.find((change) => change.change === 'renamed' && objectKey(change.after) === key);
    return renamed?.change === 'renamed' ? objectKey(renamed.before) : key;
  }

  #withParts(key: string, side: 'wanted' | 'current'): Set<string> {
    const keys = new Set([key]);
    for (const each of keys) {
      for (const part of this.#parts[side].get(each) ?? []) {
        keys.add(part);
      }
    }
    return keys;
  }

  rebuilt(): Rebuilt {
    const dropped = new Map<string, CatalogObject>();
    const created = new Map<string, CatalogObject>();
    for (const root of this.#rebuilt) {
      for (const key of this.#withParts(root, 'current')) {
        put(dropped, key, this.#current);
      }
      for (const key of this.#withParts(this.#wantedKey(root), 'wanted')) {
        put(created, key, this.#wanted);
      }
    }
    const left = this.#changes.filter((change) => {
      if (change.change === 'added') {
        return !dropped.has(objectKey(change.object));
      }
      if (change.change === 'removed') {
        return !created.has(objectKey(change.object));
      }
      return !dropped.has(objectKey(change));
    });
    const { added, removed } = { added: [...dropped.values()], removed: [...created.values()] };
    const changes = [
      ...left,
      ...added.map((object) => ({ change: 'added' as const, kind: object.kind, name: object.name, object })),
      ...removed.map((object) => ({ change: 'removed' as const, kind: object.kind, name: object.name, object })),
    ];
    return {
      changes,
      defaults: [...this.#defaults.values()],
      columnsOfEnum: this.#columnsOfEnum,
      stuck: [...this.#stuck],
    };
  }
}

const NOTHING: CatalogObject = { kind: 'table', name: '', parent: null, definition: {}, summary: '' };

function put(to: Map<string, CatalogObject>, key: string, from: ReadonlyMap<string, CatalogObject>): void {
  const object = from.get(key);
  if (object !== undefined) {
    to.set(key, object);
  }
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [value]);
  } else {
    list.push(value);
  }
}
