import { setImmediate } from 'node:timers/promises';

import * as v from 'valibot';

import { FILE_FORMATS, type FileFormatName } from '../../seeding/export/format-names.ts';
import type { SeedDataset } from '../../seeding/job/dataset.ts';
import { isInShard } from '../../seeding/job/missing-units.ts';
import { stagesOf } from '../../seeding/job/stages.ts';
import { CALLBACK, TEXTS, checkOptions, oneOf } from '../../support/check-options.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { Shard } from '../../support/shard.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { estimateMeterFiles } from '../meter-files/estimate-meter-files.ts';
import type { World } from '../world/world.ts';
import type { EstimatedDataset } from './estimated-dataset.ts';
import { knownDatasets } from './known-datasets.ts';
import { rowCost } from './row-costs.ts';
import { PART_OPTIONS, partOfWorld, type PartOptions } from './seed-options.ts';
import { kindsOf } from './world-source.ts';

/** Where the rows would go: a migrated database without rows of a world, or files. */
export type EstimateTarget = 'database' | FileFormatName | 'meter-files';

export interface EstimateOptions extends PartOptions {
  /** `database` by default. */
  target?: EstimateTarget | undefined;
  /** Layouts of `meter-files`. */
  layouts?: readonly string[] | undefined;
  /** Called while units, each a dataset of a site, client or place, are counted. */
  onProgress?: ((progress: { units: number; unitsInAll: number }) => void) | undefined;
}

/** What `seed` or an export would write. */
export interface WorldEstimate {
  target: EstimateTarget;
  span: Span;
  shard: Shard;
  /** In the order in which they would be written. */
  datasets: EstimatedDataset[];
  rows: number;
  /** How many of them all shards have; 0 without shards. The rows of n shards together are their sum less n - 1 times these. */
  rowsInEveryShard: number;
  bytes: number;
  seconds: number;
}

const ESTIMATE_OPTIONS = v.strictObject({
  ...PART_OPTIONS,
  target: oneOf('database', ...FILE_FORMATS, 'meter-files'),
  layouts: TEXTS,
  onProgress: CALLBACK,
} satisfies Record<keyof EstimateOptions, v.GenericSchema>);

/**
 * How many rows a world has, and about how many bytes and seconds they would take, without a server and without writing. Rows are those
 * that `seed` adds to a migrated database without rows of a world, or that an export writes. Bytes and seconds are computed from those of
 * each dataset's rows, as measured on two cores with PostgreSQL 18 (`row-costs.ts`); of a database, bytes are tables and indexes.
 *
 * @throws the errors of `seed`'s and `exportMeterFiles`'s options
 */
export async function estimateWorld(world: World, options: EstimateOptions = {}): Promise<WorldEstimate> {
  checkOptions('estimateWorld', ESTIMATE_OPTIONS, options);
  const { target = 'database', layouts, onProgress } = options;
  if (layouts !== undefined && target !== 'meter-files') {
    throw new InvalidOptionError('layouts', {
      message: 'layouts need the target "meter-files"',
      hint: 'Set the target, or remove the layouts.',
    });
  }
  const { span, shard, datasets: names, custom, threads } = await partOfWorld(world, options);
  const known = knownDatasets(custom);
  const datasets =
    target === 'meter-files'
      ? await estimateMeterFiles(world, { span, shard, datasets: names, layouts }, onProgress)
      : await estimated(world, { span, shard, names, known, target, threads }, onProgress);
  const everywhere = new Set(known.filter((dataset) => dataset.everywhere === true).map(({ name }) => name));
  const total = (of: 'rows' | 'bytes' | 'seconds'): number => datasets.reduce((sum, each) => sum + each[of], 0);
  return {
    target,
    span,
    shard,
    datasets,
    rows: total('rows'),
    rowsInEveryShard:
      shard.of === 1 ? 0 : datasets.reduce((sum, { dataset, rows }) => sum + (everywhere.has(dataset) ? rows : 0), 0),
    bytes: Math.round(total('bytes')),
    seconds: total('seconds'),
  };
}

interface Counted {
  readonly span: Span;
  readonly shard: Shard;
  readonly names: readonly string[] | undefined;
  readonly known: readonly Dataset[];
  readonly target: Exclude<EstimateTarget, 'meter-files'>;
  /** Threads besides the first. */
  readonly threads: number;
}

/** ms after which other work of the process gets its turn. */
const TURN = 50;

async function estimated(
  world: World,
  { span, shard, names, known, target, threads }: Counted,
  onProgress: EstimateOptions['onProgress'],
): Promise<EstimatedDataset[]> {
  const kinds: ReadonlyMap<string, () => readonly number[]> = kindsOf(world);
  const stages = stagesOf(known, [...kinds.keys()], names);
  const units = stages.flatMap(({ per, datasets }) =>
    datasets.map((dataset) => ({
      dataset,
      indices: (dataset.isEmpty?.(span) === true ? [] : (kinds.get(per)?.() ?? [])).filter((index) =>
        isInShard(dataset, index, shard),
      ),
    })),
  );
  const unitsInAll = units.reduce((sum, { indices }) => sum + indices.length, 0);
  const found: EstimatedDataset[] = [];
  let done = 0;
  let resumed = performance.now();
  for (const { dataset, indices } of units) {
    const parts = new Map<string, number>();
    for (const index of indices) {
      for (const [table, rows] of countedRows(world, dataset, index, span)) {
        parts.set(table, (parts.get(table) ?? 0) + rows);
      }
      done += 1;
      if (performance.now() - resumed > TURN) {
        onProgress?.({ units: done, unitsInAll });
        await setImmediate();
        resumed = performance.now();
      }
    }
    const rows = [...parts.values()].reduce((sum, count) => sum + count, 0);
    const { bytes, seconds } = rowCost(dataset.name, target);
    found.push({
      dataset: dataset.name,
      rows,
      bytes: Math.round(rows * bytes),
      seconds: (rows * seconds) / (threads + 1),
      parts: [...parts].filter(([, count]) => count > 0).map(([name, count]) => ({ name, rows: count })),
    });
  }
  return found;
}

function countedRows(
  world: World,
  dataset: SeedDataset<World>,
  index: number,
  span: Span,
): [table: string, rows: number][] {
  const counted = dataset.countRows?.(world, index, span);
  return counted === undefined
    ? [...dataset.batches(world, index, span)].map(({ table, rows }) => [table.join('.'), rows])
    : Object.entries(counted);
}
