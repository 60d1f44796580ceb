import { describe, expect, expectTypeOf, test } from 'vitest';

import type { Dataset, Span } from '../../../src/energy/datasets/dataset.ts';
import type { Batch } from '../../../src/seeding/load/batch.ts';
import { defineDataset, type SeriesDefinition } from '../../../src/energy/seed/define-dataset.ts';
import { days, smallWorld } from './small-world.ts';

const WATER: SeriesDefinition = {
  name: 'water',
  table: 'meters.water',
  step: 60,
  needs: ['weather'],
  metadata: ({ archetype }) => ({ note: archetype }),
  series: ({ starts, random }) => ({ m3: starts.map(() => random.next()) }),
};

function series(dataset: Dataset, span: Span): { start: number[]; m3: number[] } {
  const found: { start: number[]; m3: number[] } = { start: [], m3: [] };
  for (const { columns } of [...dataset.batches(smallWorld(), 3, span)].slice(1)) {
    const [start, values] = [columns['start_ts'], columns['m3']];
    found.start.push(...(start?.kind === 'instants' ? start.values : []));
    found.m3.push(...(values?.kind === 'numbers' ? values.values : []));
  }
  return found;
}

describe('a dataset of a user', () => {
  test('gives a row of metadata, then series whose rows refer to it', () => {
    const dataset = defineDataset(WATER);
    expectTypeOf(dataset).toEqualTypeOf<Dataset>();
    expect(dataset).toMatchObject({ per: 'site', needs: ['sites', 'weather'] });
    const [metadata, first]: Batch[] = [...dataset.batches(smallWorld(), 0, days('2024-12-31', '2025-01-02'))];
    expect(metadata).toMatchObject({
      table: ['meters', 'metadata'],
      rows: 1,
      columns: { site_id: { value: 'site_1_0' }, note: { value: 'office' } },
    });
    expect(first).toMatchObject({ table: ['meters', 'water'], rows: 24 });
    expect(first?.columns['dataset_id']).toEqual(metadata?.columns['dataset_id']);
  });

  test('has in two spans that meet what it has in the one that they make', () => {
    const dataset = defineDataset(WATER);
    const [first, second] = [days('2024-06-01', '2024-12-31'), days('2024-12-31', '2025-02-01')];
    const [a, b] = [series(dataset, first), series(dataset, second)];
    expect({ start: [...a.start, ...b.start], m3: [...a.m3, ...b.m3] }).toEqual(
      series(dataset, { from: first.from, to: second.to }),
    );
    expect(a.start.length + b.start.length).toBe(245 * 24);
  });

  test.each<[string, string, Partial<SeriesDefinition>]>([
    ['INVALID_OPTION', 'its name may have only', { name: 'Water!' }],
    ['INVALID_OPTION', 'invalid table "water"', { table: 'water' }],
    ['INVALID_OPTION', 'intervals of 7 minutes', { step: 7 }],
    ['BAD_DATASET', 'has 1 values of m3 for 8784 intervals', { series: () => ({ m3: [1] }) }],
  ])('is refused with %s and a reason: %s', (code, reason, change) => {
    expect(() => [
      ...defineDataset({ ...WATER, ...change }).batches(smallWorld(), 0, days('2024-01-01', '2024-01-02')),
    ]).toThrow(expect.objectContaining({ code, message: expect.stringContaining(reason) }));
  });
});
