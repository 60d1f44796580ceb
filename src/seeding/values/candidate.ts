import { quoteLiteral } from '../../sql/quote.ts';

/** What a value is made from: the same seed gives the same value. */
export interface ValueSeed {
  /** Depends on row and column. */
  cell: number;
  /** Depends on the row alone, so that values which belong together are close, such as a start and an end. */
  row: number;
  /** The position of the row among those added to its table. */
  index: number;
  /** The position of the column in its table. */
  ordinal: number;
}

/**
 * The purpose of a value: `plain` is an ordinary one, `low` and `high` are the bounds of the type, `hint` is one that a
 * condition mentions, `compared` one that statements compare the column with, and `other` one that conditions often require.
 */
export type Role = 'plain' | 'low' | 'high' | 'hint' | 'compared' | 'other';

/** One way of making a value for a column. */
export interface Candidate {
  role: Role;
  /** Whether different seeds give different values. */
  varies: boolean;
  /** An SQL expression for the value, a literal if possible. */
  sql: (seed: ValueSeed) => string;
}

/** What is known of the column besides its type. */
export interface Purpose {
  /** The column's name in lower case, followed by the name of its domain, if any. */
  name: string;
  /** Whether a unique index or an exclusion constraint requires different values. */
  distinct: boolean;
  /** Expressions to try for a type that is not known here, such as the column's default. */
  fallbacks: readonly string[];
}

/** A value that is always the same. */
export function constant(role: Role, text: string): Candidate {
  const sql = quoteLiteral(text);
  return { role, varies: false, sql: () => sql };
}

/** A value that varies with the seed. */
export function varied(role: Role, text: (seed: ValueSeed) => string): Candidate {
  return { role, varies: true, sql: (seed) => quoteLiteral(text(seed)) };
}

/** An SQL expression that is always the same. */
export function sqlValue(role: Role, sql: string): Candidate {
  return { role, varies: false, sql: () => sql };
}

/** Like `varied`, but returns an SQL expression instead of the text of a literal. */
export function computed(role: Role, sql: (seed: ValueSeed) => string): Candidate {
  return { role, varies: true, sql };
}
