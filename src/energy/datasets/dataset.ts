import type { Batch } from '../../seeding/load/batch.ts';
import type { World } from '../world/world.ts';

/** A half-open span of time, milliseconds since 1970-01-01T00:00:00Z: `from <= t < to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * One kind of data of a world. Its rows are a function of the world, the index and the span alone: any site and any
 * span can be made by itself, in any order, on any machine, with the same result; the rows of two spans that meet are
 * those of the span that they make together, and what is not a series (metadata) is the same whatever the span.
 */
export interface Dataset {
  /** What `--datasets` calls it, e.g. `electricity`. */
  readonly name: string;
  /** The tables it fills, schema and name unquoted; a table that others refer to before them. */
  readonly tables: readonly (readonly [schema: string, name: string])[];
  /** What the index of `batches` counts: sites, clients or places; or nothing, then it is 0. */
  readonly per: 'world' | 'place' | 'client' | 'site';
  /** Names of the datasets whose rows its own refer to. */
  readonly needs: readonly string[];
  /**
   * Whether every shard has all of its rows, because rows of other sites or clients refer to them. False unless told:
   * then only the shard of its index has them.
   */
  readonly everywhere?: boolean;
  /** Whether its rows are the same whatever the span. False unless told: then a unit has a span, and can be extended. */
  readonly timeless?: boolean;
  /** The rows, in an order that foreign keys allow, no batch larger than a year of half-hours. */
  batches(world: World, index: number, span: Span): Iterable<Batch>;
}
