import { UsageError } from '../../support/errors.ts';
import type { Dataset, Span } from '../../energy/datasets/dataset.ts';
import { requireWholeDays } from '../../energy/datasets/require-whole-days.ts';
import { knownDatasets, loadUserDatasets } from './known-datasets.ts';
import type { Shard } from './plan.ts';
import type { SeedProgress } from './progress.ts';
import { DEFAULT_PROFILE } from './seed-profiles.ts';
import { noSuchDataset } from './stages.ts';

export interface SeedOptions {
  /** For which time series are made: half-open, milliseconds since 1970-01-01T00:00:00Z, whole days in UTC; 2024 unless told. */
  span?: Span | undefined;
  /** Names of datasets; those that they need come with them. All unless told. */
  datasets?: readonly string[] | undefined;
  /** Datasets of one's own. They are made in this thread, since functions do not cross into others: see `datasetFiles`. */
  own?: readonly Dataset[] | undefined;
  /** Files that export datasets of one's own. */
  datasetFiles?: readonly string[] | undefined;
  /** Which part of the rows; all unless told. */
  shard?: Shard | undefined;
  /** What to do where the world is there for another span; an error unless told. */
  ifThere?: 'append' | 'replace' | undefined;
  /** Threads, this one among them, each with a connection; one for each core, at most two, unless told. */
  workers?: number | undefined;
  /**
   * `safe` (unless told): constraints and indexes stay, units are committed one by one; a superuser's session checks foreign keys of
   * long series itself, once for each value. `fast`: one transaction that drops
   * foreign keys and indexes of series, loads, and makes them again; nobody else can read these tables meanwhile.
   */
  mode?: 'safe' | 'fast' | undefined;
  onProgress?: ((progress: SeedProgress) => void) | undefined;
}

/** What is seeded unless told. */
export const DEFAULT_SPAN: Span = { from: Date.parse(DEFAULT_PROFILE.from), to: Date.parse(DEFAULT_PROFILE.to) };

/**
 * Finds what is wrong with options before a database is asked for anything, and returns the datasets of one's own. A name of a
 * dataset that the catalog alone may know, since it has the form of `schema_table`, is left for later.
 *
 * @throws UsageError `BAD_SPAN`, `BAD_SHARD`, `BAD_WORKERS`, `BAD_OPTIONS`, `BAD_DATASET`, `NO_SUCH_DATASET`
 */
export async function checkSeedOptions(options: SeedOptions): Promise<Dataset[]> {
  const { span = DEFAULT_SPAN, shard = { number: 1, of: 1 }, workers = 1, datasets = [] } = options;
  requireWholeDays(span);
  const isShard = Number.isInteger(shard.number) && Number.isInteger(shard.of) && shard.number >= 1;
  if (!isShard || shard.number > shard.of) {
    throw new UsageError(`${shard.number}/${shard.of} is no shard`, {
      code: 'BAD_SHARD',
      hint: 'Write its number and how many there are: 2/8.',
    });
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new UsageError(`${workers} is no number of workers`, {
      code: 'BAD_WORKERS',
      hint: 'Give a whole number from 1.',
    });
  }
  requireOneOf('mode', options.mode, ['safe', 'fast']);
  requireOneOf('ifThere', options.ifThere, ['append', 'replace']);
  const own = await loadUserDatasets({ datasets: options.own ?? [], files: options.datasetFiles ?? [] });
  const known = knownDatasets(own).map(({ name }) => name);
  const unknown = datasets.find((name) => !name.includes('_') && !known.includes(name));
  if (unknown !== undefined) {
    throw noSuchDataset(unknown, known);
  }
  return own;
}

/** For those who write JavaScript. */
function requireOneOf(option: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw new UsageError(`${option} is ${value}`, { code: 'BAD_OPTIONS', hint: `Say ${allowed.join(' or ')}.` });
  }
}
