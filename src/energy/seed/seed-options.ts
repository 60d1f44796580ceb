import { availableParallelism } from 'node:os';

import * as v from 'valibot';

import type { SeedProgress } from '../../seeding/job/progress.ts';
import type { SeedJob } from '../../seeding/job/seed-job.ts';
import { unknownDataset } from '../../seeding/job/stages.ts';
import { CALLBACK, NUMBER, TEXTS, checkOptions, oneOf } from '../../support/check-options.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { requireShard, SHARD, type Shard } from '../../support/shard.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { requireWholeDays } from '../datasets/whole-days.ts';
import type { World } from '../world/world.ts';
import { knownDatasets, loadDatasetFiles } from './known-datasets.ts';
import { DEFAULT_PROFILE } from './profiles.ts';
import type { WorkerData } from './seed-worker.ts';
import { worldSource } from './world-source.ts';

export interface SeedOptions {
  /** The span of time series: half-open, milliseconds since 1970-01-01T00:00:00Z, whole days in UTC; 2024 by default. */
  span?: Span | undefined;
  /** Names of datasets; those that they need are added. All by default. */
  datasets?: readonly string[] | undefined;
  /** Custom datasets. They need one thread, because functions cannot be sent to others: see `datasetFiles`. */
  own?: readonly Dataset[] | undefined;
  /** Files that export custom datasets. */
  datasetFiles?: readonly string[] | undefined;
  /** Which part of the rows; all by default. */
  shard?: Shard | undefined;
  /** What to do if the database has the world for another span; an error by default. */
  ifThere?: 'append' | 'replace' | undefined;
  /** Threads, this one included, each with a connection; by default one for each core, at most two. */
  workers?: number | undefined;
  /**
   * `safe`: constraints and indexes stay, and units are committed one by one. `fast`: as a superuser, tables of series that are empty
   * are loaded without their indexes, each in one transaction, and nobody else can read them meanwhile; all else is as in `safe`.
   * By default `fast` in databases that elementaldb created, `safe` in others.
   */
  mode?: 'safe' | 'fast' | undefined;
  onProgress?: ((progress: SeedProgress) => void) | undefined;
}

export const SPAN = v.optional(
  v.strictObject({ from: v.number('must be a number'), to: v.number('must be a number') }),
);

/** Options that say which rows to make. */
export type PartOptions = Pick<SeedOptions, 'span' | 'datasets' | 'own' | 'datasetFiles' | 'shard' | 'workers'>;

/** The shapes of these options. */
export const PART_OPTIONS = {
  span: SPAN,
  datasets: TEXTS,
  own: v.optional(v.array(v.unknown(), 'must be an array')),
  datasetFiles: TEXTS,
  shard: SHARD,
  workers: NUMBER,
} satisfies Record<keyof PartOptions, v.GenericSchema>;

const SEED_OPTIONS = v.strictObject({
  ...PART_OPTIONS,
  ifThere: oneOf('append', 'replace'),
  mode: oneOf('safe', 'fast'),
  onProgress: CALLBACK,
} satisfies Record<keyof SeedOptions, v.GenericSchema>);

/** A thread takes about 70 MiB, most of it models that its sites share. */
const DEFAULT_WORKERS = 2;

const DEFAULT_SPAN: Span = { from: Date.parse(DEFAULT_PROFILE.from), to: Date.parse(DEFAULT_PROFILE.to) };

/**
 * Turns options into a seed job, and reports invalid ones before a database is connected to. A name with `_` may be that
 * of a dataset that only the database's schema shows, and is checked later.
 *
 * @throws InvalidOptionError; UsageError `BAD_DATASET` for a file of datasets
 */
export async function seedJob(world: World, options: SeedOptions): Promise<SeedJob<World>> {
  checkOptions('seed', SEED_OPTIONS, options);
  const { custom, data, threads, ...part } = await partOfWorld(world, options);
  return {
    ...part,
    source: worldSource(world, custom),
    ifPresent: options.ifThere ?? 'refuse',
    fast: options.mode === 'fast',
    threads: { count: threads, entry: 'energy/seed/seed-worker', data },
    onProgress: options.onProgress,
  };
}

/** Which rows to make, and with how many threads. */
export interface PartOfWorld {
  readonly datasets: readonly string[] | undefined;
  readonly span: Span;
  readonly shard: Shard;
  readonly custom: readonly Dataset[];
  /** Threads besides this one. */
  readonly threads: number;
  readonly data: WorkerData;
}

/** @throws InvalidOptionError; UsageError `BAD_DATASET` for a file of datasets */
export async function partOfWorld(world: World, options: PartOptions): Promise<PartOfWorld> {
  const { span = DEFAULT_SPAN, shard = { number: 1, of: 1 }, datasets, own = [], datasetFiles = [] } = options;
  const { workers = Math.min(DEFAULT_WORKERS, availableParallelism()) } = options;
  requireWholeDays(span);
  requireShard(shard);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new InvalidOptionError('workers', {
      message: `invalid number of workers: ${workers}`,
      hint: 'Give a whole number from 1.',
    });
  }
  const custom = [...own, ...(await loadDatasetFiles(datasetFiles))];
  const known = knownDatasets(custom);
  const names = new Set(known.map(({ name }) => name));
  const unknown = datasets?.find((name) => !mayBeDiscovered(name, known) && !names.has(name));
  if (unknown !== undefined) {
    throw unknownDataset(unknown, known);
  }
  const threads = own.length > 0 ? 0 : workers - 1;
  return { datasets, span, shard, custom, threads, data: { world: world.options, files: datasetFiles } };
}

/** Whether a database may have a table of which the dataset has this name: schema, underscore and name. */
function mayBeDiscovered(name: string, known: readonly Dataset[]): boolean {
  const isTable = known.some(({ tables }) => tables.some(([, table]) => table === name));
  return name.includes('_') && !name.includes('.') && !isTable;
}
