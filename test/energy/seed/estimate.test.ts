import { describe, expect, test, vi } from 'vitest';

import { exportMeterFiles, type MeterFilesReport } from '../../../src/energy/meter-files/export-meter-files.ts';
import { estimateWorld, type EstimateOptions } from '../../../src/energy/seed/estimate-world.ts';
import { exportWorld } from '../../../src/energy/seed/export-world.ts';
import { rowBatch, type Dataset } from '../../../src/energy/datasets/dataset.ts';
import { LAYOUT_NAMES } from '../../../src/energy/meter-files/layout-names.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { WorldOptions } from '../../../src/energy/world/world.ts';
import { testFolder } from './exported.ts';
import { days, SMALL_DATASETS } from './small-world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const WORLD: WorldOptions = { seed: 42, clients: 2, sites: 7, noise: 'none' };

/** Rows of each table or layout. */
function rowsOf(parts: Iterable<{ name: string; rows: number }>): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const part of parts) {
    rows[part.name] = (rows[part.name] ?? 0) + part.rows;
  }
  return rows;
}

function ofLayouts({ files }: MeterFilesReport): { name: string; rows: number }[] {
  return files.map(({ layout, readings }) => ({ name: layout, rows: readings }));
}

describe('the rows of an estimate are those of an export', () => {
  test.for<[string, Partial<WorldOptions>, EstimateOptions]>([
    ['of all datasets over a change of year', { sites: 3 }, { span: days('2023-12-30', '2024-01-03') }],
    [
      'of meters with faults',
      { noise: 'realistic' },
      { datasets: ['electricity', 'gas'], span: days('2024-01-01', '2024-02-01') },
    ],
    ['of a year with optimisations', { clients: 1, sites: 1 }, { datasets: ['results', 'job_queue'] }],
    ['of a shard', {}, { shard: { number: 2, of: 3 }, span: days('2024-02-28', '2024-03-02') }],
    [
      'of sites with several meters, and clients of one fuel',
      { sites: 80, clients: 30 },
      { datasets: ['electricity', 'gas'], span: days('2024-03-01', '2024-03-02') },
    ],
    [
      'of chosen places and datasets',
      { places: ['Cardiff', 'Leeds'] },
      { datasets: ['weather', 'carbon'], span: days('2024-10-26', '2024-10-29') },
    ],
    ['of custom datasets', {}, { own: SMALL_DATASETS, datasets: ['people'], span: days('2024-01-01', '2024-01-03') }],
  ])('%s', async ([, change, options]) => {
    using folder = testFolder();
    const world = createWorld({ ...WORLD, ...change });
    const estimate = await estimateWorld(world, { ...options, target: 'csv' });
    const { tables, rows } = await exportWorld(world, folder.path, { ...options, format: 'csv', workers: 1 });
    expect(rowsOf(estimate.datasets.flatMap(({ parts }) => parts))).toEqual(
      rowsOf(tables.map(({ table, rows: ofTable }) => ({ name: table, rows: ofTable }))),
    );
    expect(estimate.rows).toBe(rows);
  });
});

describe('the readings of an estimate are those of meter files', () => {
  test.for<[string, Partial<WorldOptions>, EstimateOptions]>([
    ['of each layout that fits', { sites: 20 }, { span: days('2024-03-01', '2024-04-02') }],
    ['of meters with faults', { noise: 'realistic' }, { span: days('2024-03-20', '2024-05-02') }],
    ['of registers', {}, { layouts: ['register-readings', 'square'], span: days('2024-10-01', '2024-11-02') }],
    ['of sums by month', { noise: 'realistic' }, { layouts: ['months-across'], datasets: ['electricity'] }],
  ])('%s', async ([, change, options]) => {
    using folder = testFolder();
    const world = createWorld({ ...WORLD, ...change });
    const estimate = await estimateWorld(world, { ...options, target: 'meter-files' });
    const report = await exportMeterFiles(world, folder.path, options);
    expect(rowsOf(estimate.datasets.flatMap(({ parts }) => parts))).toEqual(rowsOf(ofLayouts(report)));
    expect(estimate.rows).toBe(report.readings);
  });
});

test('bytes are near those of files, and more rows take more of them and of time', async () => {
  using folder = testFolder();
  const world = createWorld(WORLD);
  const options = { datasets: ['electricity', 'weather', 'tariffs'], span: days('2024-01-01', '2024-07-01') };
  const estimate = await estimateWorld(world, { ...options, target: 'csv' });
  const { bytes } = await exportWorld(world, folder.path, { ...options, format: 'csv', workers: 1 });
  expect(estimate.bytes / bytes).toBeGreaterThan(0.8);
  expect(estimate.bytes / bytes).toBeLessThan(1.25);
  const longer = await estimateWorld(world, { ...options, span: days('2024-01-01', '2025-01-01'), target: 'csv' });
  expect(longer.bytes).toBeGreaterThan(1.5 * estimate.bytes);
  expect(longer.seconds).toBeGreaterThan(1.5 * estimate.seconds);
  const database = await estimateWorld(world, options);
  expect(database.target).toBe('database');
  expect(database.bytes).toBeGreaterThan(estimate.bytes / 2);
});

test.each(LAYOUT_NAMES)(
  'bytes of meter files in the layout %s are near those that are written, of months and of years',
  async (layout) => {
    const world = createWorld({ ...WORLD, clients: 1, sites: 2 });
    for (const span of [days('2024-01-01', '2024-03-01'), days('2023-01-01', '2025-01-01')]) {
      using folder = testFolder();
      const estimate = await estimateWorld(world, { span, layouts: [layout], target: 'meter-files' });
      const { bytes, files } = await exportMeterFiles(world, folder.path, { span, layouts: [layout] });
      expect(files.length).toBeGreaterThan(0);
      // Headings of suppliers differ.
      expect(estimate.bytes / bytes).toBeGreaterThan(0.75);
      expect(estimate.bytes / bytes).toBeLessThan(1.33);
    }
  },
);

test('a dataset without rows in a span is neither counted nor written, whatever its batches would have', async () => {
  using folder = testFolder();
  const empty: Dataset = {
    name: 'never',
    tables: [['public', 'never']],
    per: 'site',
    needs: [],
    isEmpty: () => true,
    *batches() {
      yield rowBatch(['public', 'never'], { id: 'a' });
    },
  };
  const options = { own: [empty], datasets: ['never', 'clients'], span: days('2024-01-01', '2024-01-03') };
  const estimate = await estimateWorld(createWorld(WORLD), { ...options, target: 'csv' });
  expect(estimate.datasets).toMatchObject([
    { dataset: 'clients', rows: 2 },
    { dataset: 'never', rows: 0, parts: [] },
  ]);
  const report = await exportWorld(createWorld(WORLD), folder.path, { ...options, format: 'csv' });
  expect(report.tables.map(({ table }) => table)).toEqual(['client_info.clients']);
});

test('shards say how many of their rows all of them have, so that they can be added up', async () => {
  using whole = testFolder();
  using folder = testFolder();
  const world = createWorld(WORLD);
  const options = { datasets: ['electricity', 'bundles'], span: days('2024-01-01', '2024-01-03') };
  const all = await exportWorld(world, whole.path, { ...options, format: 'csv', workers: 1 });
  expect(all.rowsInEveryShard).toBe(0);
  let [own, shared] = [0, 0];
  for (const number of [1, 2, 3]) {
    const shard = { number, of: 3 };
    const part = await exportWorld(world, folder.path, { ...options, shard, format: 'csv', workers: 1 });
    const estimate = await estimateWorld(world, { ...options, shard, target: 'csv' });
    expect(estimate).toMatchObject({ rows: part.rows, rowsInEveryShard: part.rowsInEveryShard });
    expect(part.rowsInEveryShard).toBeGreaterThan(0);
    expect(await exportWorld(world, folder.path, { ...options, shard, format: 'csv' })).toMatchObject({
      alreadyThere: true,
      rowsInEveryShard: part.rowsInEveryShard,
    });
    own += part.rows - part.rowsInEveryShard;
    shared = part.rowsInEveryShard;
  }
  expect(own + shared).toBe(all.rows);
});

test('what cannot be meant is an error', async () => {
  const world = createWorld(WORLD);
  await expect(estimateWorld(world, { layouts: ['square'] })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'layouts',
  });
  await expect(estimateWorld(world, { datasets: ['wether'] })).rejects.toMatchObject({ option: 'datasets' });
  await expect(estimateWorld(world, { target: 'meter-files', datasets: ['weather'] })).rejects.toMatchObject({
    code: 'NO_METERS',
  });
});
