import type { Batch } from '../load/batch.ts';

/** A half-open span of time, milliseconds since 1970-01-01T00:00:00Z: `from <= t < to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * One kind of data. Its rows are a function of the context, the index and the span alone, so that any part can be made
 * by itself, in any order, on any machine. Two adjacent spans together have the rows of the span that they form. What is
 * not a time series (metadata) is written with the first span, and stays when a further one is added; only its bounds and the times at which it
 * was filed (`created_at` and the like) move.
 */
export interface SeedDataset<C> {
  /** What `--datasets` calls it, e.g. `electricity`. */
  readonly name: string;
  /** The tables it fills, schema and name unquoted; a table comes before those that refer to it. */
  readonly tables: readonly (readonly [schema: string, name: string])[];
  /** What the index of `batches` counts: one of the kinds of the job. */
  readonly per: string;
  /** Names of the datasets whose rows its own refer to. */
  readonly needs: readonly string[];
  /**
   * Whether every shard has all of its rows, because rows of other shards refer to them. False by default: only the
   * shard of its index has them.
   */
  readonly everywhere?: boolean;
  /**
   * Whether it has no rows in a span, e.g. because that is too short for them. Then no unit is recorded, so that it is written when a
   * longer span is. False by default.
   */
  readonly isEmpty?: (span: Span) => boolean;
  /** Whether its rows are the same whatever the span. False by default: a unit has a span, and can be extended. */
  readonly timeless?: boolean;
  /**
   * Whether its rows, none of which is of a time series, are of the span as a whole. When a further span is added, they are made again of both
   * together, to move the times in those that exist. False by default: they are made of the part that is added.
   */
  readonly ofWholeSpan?: boolean;
  /**
   * Whether a row that exists already by its key is left as it is, and its unit not counted as written. False by default: then it is an
   * error.
   */
  readonly keepsExisting?: boolean;
  /**
   * How many rows `batches` gives to each table, by schema and name with a point, for a span of whole days, without making them. Where it
   * is left out, or returns undefined, they are made to be counted.
   */
  countRows?(context: C, index: number, span: Span): Readonly<Record<string, number>> | undefined;
  /** The rows, in an order that foreign keys allow. A batch holds at most a year of half-hours. */
  batches(context: C, index: number, span: Span): Iterable<Batch>;
}
