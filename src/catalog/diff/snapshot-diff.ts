import type { CatalogObject, CatalogValue, ObjectKind } from '../snapshot/catalog-object.ts';
import type { SequenceValue } from '../snapshot/sequence-values.ts';

/**
 * How much two databases differ, by the most important change: not at all; in the order of columns in tables; in names of
 * constraints and indexes; in anything else.
 */
export type Grade = 'equal' | 'column-order' | 'names-only' | 'different';

/** One property that differs; null if it has PostgreSQL's default or does not apply. */
export interface PropertyChange {
  property: string;
  before: CatalogValue | null;
  after: CatalogValue | null;
}

/** One object that differs, with its kind and name after the change, or before it if the object was removed. */
export type ObjectChange = { kind: ObjectKind; name: string } & (
  | { change: 'added'; object: CatalogObject }
  | { change: 'removed'; object: CatalogObject }
  | { change: 'changed'; before: CatalogObject; after: CatalogObject; properties: PropertyChange[] }
  /** A constraint or index that differs only in its name. */
  | { change: 'renamed'; before: CatalogObject; after: CatalogObject }
  /** A table, view or composite type whose common columns have another order: their names. */
  | { change: 'reordered'; before: string[]; after: string[] }
);

/** One table whose rows differ, or that was added or removed with rows. */
export interface RowChange {
  table: string;
  /** The number of rows; null without the table. */
  before: number | null;
  after: number | null;
  /** The number of rows on one side only; a changed row counts in both. Null if unknown. */
  lost: number | null;
  added: number | null;
  /** The common columns whose values differ; all of them if the counts differ. */
  columns: string[];
  /** Whether a function of a trigger names the table, so that it may be a log. */
  namedByTrigger?: true;
}

/** A sequence whose last value changed, which does not make snapshots different. */
export interface SequenceChange {
  sequence: string;
  before: string | null;
  after: string | null;
}

/** The differences between two snapshots. */
export interface SnapshotDiff {
  grade: Grade;
  /** Sorted by name, then kind. */
  objects: ObjectChange[];
  /** Sorted by table. */
  rows: RowChange[];
  /** For information: sequences on both sides with another value, sorted by name. */
  sequences: SequenceChange[];
  /** Sequences whose next value is not above their column's greatest value, if that is new. */
  sequencesBehind: SequenceValue[];
  /** What either snapshot did not cover. If the two lists differ, the grade is `different`. */
  uncovered: string[];
}
