import type { CatalogObject, CatalogValue, ObjectKind } from '../snapshot/catalog-object.ts';
import type { SequenceValue } from '../snapshot/sequence-values.ts';

/**
 * How much two databases differ, the worst of all changes: nothing; the order of columns in tables; names of
 * constraints and indexes that are otherwise the same; anything else.
 */
export type Grade = 'equal' | 'column-order' | 'names-only' | 'different';

/** One property that differs; null where it has PostgreSQL's default or does not apply. */
export interface PropertyChange {
  property: string;
  before: CatalogValue | null;
  after: CatalogValue | null;
}

/** One object that differs. Every change carries the kind and name of the object as it is after, or was if it is gone. */
export type ObjectChange = { kind: ObjectKind; name: string } & (
  | { change: 'added'; object: CatalogObject }
  | { change: 'removed'; object: CatalogObject }
  | { change: 'changed'; before: CatalogObject; after: CatalogObject; properties: PropertyChange[] }
  /** A constraint or index that has another name and is otherwise the same. */
  | { change: 'renamed'; before: CatalogObject; after: CatalogObject }
  /** A table, view or composite type whose columns stand in another order: of those that both sides have, the names. */
  | { change: 'reordered'; before: string[]; after: string[] }
);

/** One table whose rows differ, or that is gone or new and holds rows. */
export interface RowChange {
  table: string;
  /** How many rows there were and are; null without the table. */
  before: number | null;
  after: number | null;
  /** How many rows were there before only and after only, a changed row counting as both; null if it is not known. */
  lost: number | null;
  added: number | null;
  /** The columns, of those that both sides have, whose values differ; all of them differ when the counts do. */
  columns: string[];
}

/** A sequence that has counted, which by itself makes no difference. */
export interface SequenceChange {
  sequence: string;
  before: string | null;
  after: string | null;
}

/** Everything in which two snapshots differ. */
export interface SnapshotDiff {
  grade: Grade;
  /** Sorted by name, then kind. */
  objects: ObjectChange[];
  /** Sorted by table. */
  rows: RowChange[];
  /** Information: sequences on both sides that stand elsewhere, sorted by name. */
  sequences: SequenceChange[];
  /** Sequences that will yield a value not above their column's greatest and did not do so before. */
  sequencesBehind: SequenceValue[];
  /** What either snapshot did not cover; when the two lists are not the same the grade is `different`. */
  uncovered: string[];
}
