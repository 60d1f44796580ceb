import { quoteLiteral } from '../../sql/quote.ts';

/** What a value is made from. The same seed gives the same value. */
export interface Seed {
  /** Differs with row and column. */
  cell: number;
  /** Differs with the row alone, so that what belongs together can lie together, such as a start and an end. */
  row: number;
  /** The row's place among those that are added to its table. */
  index: number;
  /** The column's place in its table. */
  ordinal: number;
}

/**
 * What a value is meant for: `plain` is what one would expect to find, `low` and `high` are the bounds of the type,
 * `hint` is what a condition suggests, and `other` what conditions tend to ask for.
 */
export type Role = 'plain' | 'low' | 'high' | 'hint' | 'other';

/** One way of making a value for a column. */
export interface Choice {
  role: Role;
  /** Whether the value differs from seed to seed. */
  varies: boolean;
  /** An SQL expression that the column takes: a literal wherever that is possible. */
  sql: (seed: Seed) => string;
}

/** What is known of the column besides its type. */
export interface Purpose {
  /** The name in small letters, with that of a domain. */
  name: string;
  /** Whether a unique index or exclusion constraint asks that the values differ. */
  distinct: boolean;
}

/** A value that is always the same. */
export function constant(role: Role, text: string): Choice {
  const sql = quoteLiteral(text);
  return { role, varies: false, sql: () => sql };
}

/** A value that varies with the seed. */
export function varied(role: Role, text: (seed: Seed) => string): Choice {
  return { role, varies: true, sql: (seed) => quoteLiteral(text(seed)) };
}

/** Like `varied`, with an expression in place of a literal's text. */
export function computed(role: Role, sql: (seed: Seed) => string): Choice {
  return { role, varies: true, sql };
}
