import { describe, expect, test, vi } from 'vitest';

import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import type { Dataset, Span } from '../../../src/energy/datasets/dataset.ts';
import { resultsDataset } from '../../../src/energy/datasets/optimisation/results-dataset.ts';
import { tasksDataset } from '../../../src/energy/datasets/optimisation/tasks-dataset.ts';
import { electricityDataset } from '../../../src/energy/datasets/meters/electricity-dataset.ts';
import { ALONE, SERIES, WITH_RESULTS } from './dataset-lists.ts';
import type { CellValue } from '../../../src/seeding/load/batch.ts';
import { digestOf, rowsByTable, valuesOf, withoutFiling } from '../batch-rows.ts';
import { sampleWorld } from '../sample-world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const YEAR: Span = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

const LATER: Span = { from: Date.UTC(2024, 6, 1), to: Date.UTC(2024, 6, 3) };

/** Ten days over a New Year, cut where no day is. */
const WHOLE: Span = { from: Date.UTC(2023, 11, 27, 5), to: Date.UTC(2024, 0, 6) };
const CUT = Date.UTC(2023, 11, 31, 21, 30);

test('every dataset is on exactly one list of these tests', () => {
  const listed = [...SERIES.map(({ name }) => name), ...ALONE, ...WITH_RESULTS];
  expect(listed.toSorted()).toEqual(ALL_DATASETS.map(({ name }) => name).toSorted());
});

/**
 * Stored, so that whatever machine and Node runs this test is compared with all others. A model that is changed on purpose
 * changes them: then they are renewed with `-u`.
 */
describe('a year is the same on every machine', () => {
  const world = sampleWorld(42);
  test.each(SERIES)('$name', (dataset) => {
    expect(digestOf(dataset.batches(world, 3, YEAR))).toMatchSnapshot();
  });
});

describe.each(SERIES)('$name', (dataset) => {
  test('of a seed is that of no other', () => {
    const [one, other] = [1, 2].map((seed) => digestOf(dataset.batches(sampleWorld(seed), 2, LATER)));
    expect(one).not.toBe(other);
  });

  test('is the same whatever was made before it, and however many sites there are', () => {
    const alone = digestOf(dataset.batches(sampleWorld(7, 3), 2, LATER));
    const many = sampleWorld(7, 40);
    for (const [other, index] of [
      [electricityDataset, 9],
      [dataset, 4],
      [dataset, 0],
    ] as const) {
      digestOf(other.batches(many, index, LATER));
    }
    expect(digestOf(dataset.batches(many, 2, LATER))).toBe(alone);
  });

  test('of two spans that meet has the rows of the span that they make together', () => {
    const world = sampleWorld(5, 10, 'realistic');
    const rows = (span: Span): string[] =>
      [...rowsByTable(dataset.batches(world, 1, span))].flatMap(([table, found]) =>
        table.endsWith('.metadata') ? [] : found,
      );
    const whole = rows(WHOLE);
    expect(whole.length).toBeGreaterThan(0);
    const parts = [...rows({ from: WHOLE.from, to: CUT }), ...rows({ from: CUT, to: WHOLE.to })];
    expect(parts.toSorted()).toEqual(whole.toSorted());
  });
});

/** `carbon_cache` belongs to no site, and its rows say nothing of when they were filed. */
describe.each(SERIES.filter(({ name }) => name !== 'carbon_cache'))('$name', (dataset) => {
  test('has metadata that do not change with the span, but for when they were filed', () => {
    expect(metadataOf(dataset, LATER)).toEqual(metadataOf(dataset, WHOLE));
  });

  test.each(FILED)('is filed in the weeks after its data, of a span that ends on %s', (to) => {
    const span: Span = { from: Date.parse(to) - 3 * 86_400_000, to: Date.parse(to) };
    for (const noise of ['none', 'realistic'] as const) {
      const batches = [1, 2].flatMap((index) => [...dataset.batches(sampleWorld(5, 10, noise), index, span)]);
      const times = (name: string): number[] =>
        batches.flatMap((batch) => (name in batch.columns ? valuesOf(batch, name).map((time) => timeOf(time)) : []));
      const last = Math.max(...times('end_ts'), span.to);
      expect(times('created_at')).not.toEqual([]);
      for (const filed of times('created_at')) {
        expect(filed).toBeGreaterThanOrEqual(last);
        expect(filed).toBeLessThan(span.to + 90 * 86_400_000);
      }
    }
  });
});

test('series are the same with nothing memoized', async () => {
  const world = sampleWorld(7, 40);
  vi.resetModules();
  const { ALL_DATASETS: anew } = await import('../../../src/energy/datasets/all-datasets.ts');
  for (const dataset of SERIES) {
    const again = anew.find(({ name }) => name === dataset.name);
    expect({ name: dataset.name, digest: digestOf(again?.batches(world, 2, LATER) ?? []) }).toEqual({
      name: dataset.name,
      digest: digestOf(dataset.batches(world, 2, LATER)),
    });
  }
});

/** The end of a year, in the middle of a month that gas is read of as a whole, and the end of a day before a month begins. */
const FILED = ['2016-01-01', '2023-03-02', '2031-06-30'];

function timeOf(value: CellValue): number {
  return typeof value === 'number' ? value : Date.parse(typeof value === 'string' ? value : '');
}

describe.each([tasksDataset, resultsDataset])('$name', (dataset) => {
  test('are the same on every machine', () => {
    expect(digestOf(dataset.batches(sampleWorld(42, 4), 0, YEAR))).toMatchSnapshot();
  });

  test('are left out of less than twelve months', () => {
    const short: Span = { from: YEAR.from, to: YEAR.to - 86_400_000 };
    expect([...dataset.batches(sampleWorld(7, 4), 0, short)]).toEqual([]);
    expect([YEAR, short].map((span) => dataset.isEmpty?.(span))).toEqual([false, true]);
  });
});

/** But for those of weather, which say from when to when it is known. */
function metadataOf(dataset: Dataset, span: Span): string[] {
  return [...rowsByTable(withoutFiling(dataset.batches(sampleWorld(5), 2, span)))].flatMap(([table, rows]) =>
    table.endsWith('.metadata') && table !== 'weather.metadata' ? rows : [],
  );
}
