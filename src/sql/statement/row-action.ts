import type { Expression } from './expression.ts';
import type { Name } from './name.ts';
import type { Located } from './table-spec.ts';

/**
 * What each run writes into a column: the same value, another one that no row has, or the column's default. NULL is
 * unknown, because only a few keys hold it for equal.
 */
export type Repetition = 'same' | 'new' | 'default' | 'unknown';

export interface Insert extends Located {
  kind: 'insert';
  table: Name;
  /** The rows stand in the statement: they come from no table. */
  constant: boolean;
  /** ON CONFLICT, or a query that looks for what is there. */
  guarded: boolean;
  /** ON CONFLICT DO NOTHING is all that keeps rows out. */
  passesOver: boolean;
  /** Undefined where none are written: all of the table, in their order. */
  columns: readonly string[] | undefined;
  /** Of the values, by position; undefined where the positions are not known. */
  repetitions: () => readonly Repetition[] | undefined;
  /** What ON CONFLICT names; undefined where it names nothing. */
  conflict: ConflictTarget | undefined;
  /** What ON CONFLICT DO UPDATE writes. */
  updated: Pick<Update, 'where' | 'assignments'>;
  /** It stands in the WITH of another statement. */
  inWith: boolean;
}

export interface ConflictTarget {
  constraint: string | undefined;
  /** An expression is the empty string. */
  columns: readonly string[];
  /** It has a WHERE, which a partial index fulfills. */
  partial: boolean;
}

export interface Assignment {
  column: string;
  value: Expression;
  /** Only an element of an array, or a field, is written. */
  isPart: boolean;
  /** The value is computed from what the column holds. */
  fromItself: boolean;
}

export interface Update extends Located {
  kind: 'update';
  table: Name;
  where: Expression | undefined;
  /** FROM names another table. */
  joins: boolean;
  assignments: readonly Assignment[];
}

export interface Delete extends Located {
  kind: 'delete';
  table: Name;
  where: Expression | undefined;
}

export interface Truncate extends Located {
  kind: 'truncate';
  table: Name;
  cascade: boolean;
}

/** Rows that COPY or MERGE writes, or that are deleted in a WITH. */
export interface WriteRows extends Located {
  kind: 'write-rows';
  table: Name;
}
