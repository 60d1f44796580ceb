import { describe, expect, test, vi } from 'vitest';

import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import type { Dataset } from '../../../src/energy/datasets/dataset.ts';
import type { CellValue } from '../../../src/seeding/load/batch.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { valuesOf } from '../batch-rows.ts';

vi.setConfig({ testTimeout: 60_000 });

/** For what a day is too short: optimisations, and heat that is found from a year of readings. */
const YEAR = { from: Date.UTC(2024, 5, 1), to: Date.UTC(2025, 5, 1) };

/** Its last day, so that series are short. */
const SPAN = { from: YEAR.to - 86_400_000, to: YEAR.to };

/** Columns that say when a row came about, the first of them first. */
const TIMES = ['created_at', 'queued_at', 'completed_at', 'submitted_at'];

/** Columns that are the key of a row, where that is no dataset. */
const KEYS: Readonly<Record<string, string>> = {
  'data_bundles.metadata': 'bundle_id',
  'heating.structure_metadata': 'structure_id',
  'optimisation.cost_models': 'cost_model_id',
  'optimisation.task_config': 'task_id',
  'client_info.site_baselines': 'baseline_id',
};

type Row = Readonly<Record<string, CellValue>>;

interface Filed {
  readonly table: string;
  readonly row: Row;
  /** Its key, where it says when it was created. */
  readonly id: string | undefined;
  /** When it came about, as far as it says so. */
  readonly times: readonly number[];
}

function countOf({ per }: Dataset, world: World): number {
  const counts = { world: 1, place: world.places.length, client: world.options.clients, site: world.options.sites };
  return counts[per];
}

/** The rows of all that is no series. */
function filedOf(world: World): Filed[] {
  return ALL_DATASETS.flatMap((dataset) =>
    Array.from({ length: countOf(dataset, world) }, (_, index) => [
      ...dataset.batches(world, index, dataset.isEmpty?.(SPAN) === true || dataset.name === 'heating' ? YEAR : SPAN),
    ])
      .flat()
      .filter(({ columns, table }) => !('start_ts' in columns) || table.includes('metadata'))
      .flatMap((batch) => {
        const table = batch.table.join('.');
        const columns = Object.keys(batch.columns).map((name): [string, CellValue[]] => [name, valuesOf(batch, name)]);
        return Array.from({ length: batch.rows }, (_, i) =>
          filed(table, Object.fromEntries(columns.map(([name, values]) => [name, values[i] ?? null]))),
        );
      }),
  );
}

function filed(table: string, row: Row): Filed {
  const id = row[KEYS[table] ?? 'dataset_id'];
  return {
    table,
    row,
    id: typeof id === 'string' && 'created_at' in row ? id : undefined,
    times: TIMES.flatMap((name) => (typeof row[name] === 'string' ? [Date.parse(row[name])] : [])),
  };
}

/** All ids that stand anywhere in a row, but for its own. */
function referencesOf({ row, id: own }: Filed): string[] {
  const ids = JSON.stringify(row).match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];
  return [...new Set(ids)].filter((id) => id !== own);
}

describe.each([1, 2, 3, 42])('what a world of seed %i', (seed) => {
  const all = filedOf(createWorld({ seed, clients: 2, sites: 8, noise: 'none' }));
  const created = new Map(
    all.flatMap(({ id, times: [at] }): [string, number][] => (id === undefined || at === undefined ? [] : [[id, at]])),
  );
  const timesOf = (name: string, isOfThese: (row: Row) => boolean = () => true): number[] =>
    all.flatMap(({ table, row, times }) => (table === name && isOfThese(row) ? times : []));

  test('refers to was there before it', () => {
    const references = new Set<string>();
    const early: string[] = [];
    for (const each of all) {
      // Links, portfolios and settings of sites came about with what they belong to.
      const owner = each.row['task_id'] ?? each.row['bundle_id'];
      const at = each.times[0] ?? (typeof owner === 'string' ? created.get(owner) : undefined) ?? Number.NaN;
      for (const id of referencesOf(each)) {
        const before = created.get(id) ?? Number.NaN;
        if (before <= at) {
          references.add(each.table);
        } else if (before > at) {
          early.push(`${each.table} of ${new Date(at).toISOString()}: ${id} of ${new Date(before).toISOString()}`);
        }
      }
    }
    expect(early).toEqual([]);
    expect([...references].toSorted()).toEqual([
      'client_info.site_baselines',
      'data_bundles.dataset_links',
      'heating.metadata',
      'heating.thermal_model',
      'job_queue.job_status',
      'optimisation.curated_results',
      'optimisation.portfolio_results',
      'optimisation.site_task_config',
      'optimisation.task_results',
    ]);
  });

  test('is made of was there before it', () => {
    const weather = Math.max(...timesOf('weather.metadata'));
    for (const table of ['heating.metadata', 'renewables.metadata', 'heating.thermal_model']) {
      expect(Math.min(...timesOf(table))).toBeGreaterThan(weather);
    }
    const meters = timesOf('client_meters.metadata', (row) => row['is_synthesised'] === false);
    const synthesised = timesOf('client_meters.metadata', (row) => row['is_synthesised'] === true);
    expect(Math.min(...synthesised)).toBeGreaterThan(Math.max(...meters));
    const jobs = timesOf('job_queue.job_status');
    expect(Math.min(...timesOf('optimisation.task_config'))).toBeGreaterThan(Math.max(...jobs));
    expect(Math.min(...all.flatMap(({ times }) => times))).toBeGreaterThan(YEAR.to);
  });
});
