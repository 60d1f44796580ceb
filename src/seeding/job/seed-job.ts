import type { Shard } from '../../support/shard.ts';
import type { ClientBase } from 'pg';

import type { Batch } from '../load/batch.ts';
import type { Schema } from '../schema/table-shape.ts';
import type { SeedDataset, Span } from './dataset.ts';
import type { SeedProgress } from './progress.ts';
import type { RecordTable } from './seed-units.ts';

/**
 * Makes a batch fit a table whose columns differ from those the dataset knows; undefined if there is no such table.
 * It calls `endCopy` before it queries the server, because a connection cannot do both.
 */
export type AdaptBatch = (batch: Batch, endCopy: () => Promise<void>) => Promise<Batch | undefined>;

/** Where the rows of a seed job come from. The job passes the context to the datasets and never looks into it. */
export interface SeedSource<C> {
  /** Identifies the rows: two sources with the same key make the same rows. */
  readonly key: string;
  /** What the database keeps beside the key, for `contextOf`; of a source whose key says everything, undefined. */
  readonly data?: unknown;
  readonly context: C;
  /** The kinds of index by name, in the order in which foreign keys allow their rows, each with all of its indices. */
  readonly kinds: ReadonlyMap<string, () => readonly number[]>;
  /** Tables of the schema `elementaldb_seed` that batches fill besides those of the database. */
  readonly recordTables?: readonly RecordTable[];
  /** The datasets for a database with this schema. */
  datasetsFor(schema: Schema): readonly SeedDataset<C>[];
  adapterFor(client: ClientBase, schema: Schema): AdaptBatch;
  /** The context that another key stands for, with its data; undefined if the key is not one of this kind of source. */
  contextOf(key: string, data: unknown): C | undefined;
}

/** How further threads get the same source: a module that calls `serveTasks`, and the data it is given. */
export interface SeedThreads {
  /** How many, besides the one that runs the job. */
  readonly count: number;
  /** The path of the module below `src` or `dist`, without its extension. */
  readonly entry: string;
  /** Anything that can be cloned to another thread. */
  readonly data: unknown;
}

/** What to seed, and how. */
export interface SeedJob<C> {
  readonly source: SeedSource<C>;
  /** Names of datasets, to which those they need are added; all if undefined. */
  readonly datasets: readonly string[] | undefined;
  readonly span: Span;
  readonly shard: Shard;
  /** What to do if the database has rows of another span or source. */
  readonly ifPresent: 'refuse' | 'append' | 'replace';
  /** Whether a superuser loads tables that are empty without their indexes, each in one transaction. */
  readonly fast: boolean;
  readonly threads: SeedThreads;
  readonly onProgress: ((progress: SeedProgress) => void) | undefined;
}
