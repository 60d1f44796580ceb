import { expect, test } from 'vitest';

import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import type { Span } from '../../../src/energy/datasets/dataset.ts';
import { bundleLinks } from '../../../src/energy/datasets/optimisation/bundles-dataset.ts';
import { hasGasReadings } from '../../../src/energy/datasets/meters/gas-dataset.ts';
import { optimisedSpan } from '../../../src/energy/optimisation/optimised-span.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { rowsByTable } from '../batch-rows.ts';

const span = (from: string, to: string): Span => ({ from: Date.parse(from), to: Date.parse(to) });

/** Over the end of summer time. */
const THREE_DAYS = span('2015-10-24', '2015-10-27');

const world = createWorld({ seed: 424_243, clients: 2, sites: 12, noise: 'none' });

function textOf(name: string, index: number, of: Span): string {
  const dataset = ALL_DATASETS.find((each) => each.name === name);
  return JSON.stringify([...rowsByTable(dataset?.batches(world, index, of) ?? [])]);
}

test('a world of three days cites only datasets that have rows', () => {
  const withoutRows = Array.from({ length: 12 }, (_, index) => index).flatMap((index) => {
    const rows = textOf('gas', index, THREE_DAYS);
    const hasRows = rows.includes('gas_meters');
    expect(hasGasReadings(world.site(index), THREE_DAYS)).toBe(
      hasRows && world.site(index).heating.kind === 'gas_boiler',
    );
    expect(bundleLinks(world, index, THREE_DAYS).some(({ type }) => type === 'GasMeterData')).toBe(hasRows);
    expect(textOf('thermal_model', index, THREE_DAYS)).toBe('[]');
    expect(textOf('heating', index, THREE_DAYS)).not.toMatch(/source_dataset_id|thermal_model_dataset_id|structure_id/);
    expect(textOf('job_queue', index, THREE_DAYS)).not.toContain('HeatingLoadRequest');
    return hasRows ? [] : [index];
  });
  expect(withoutRows.length).toBeGreaterThan(2);
});

test.each([2015, 2027])(
  'the documents of a world of %i name no other year',
  (year) => {
    const whole = span(`${year}-01-01`, `${year + 1}-01-01`);
    for (const name of ['baselines', 'cost_models', 'heating', 'thermal_model', 'bundles', 'job_queue', 'tasks']) {
      // Without the times of filing, and without identifiers.
      const text = textOf(name, 0, whole).replaceAll(/\d{4}-\d\d-\d\dT08[^"]*|"[\da-f]{8}-[^"]*"/g, '');
      expect(text).not.toMatch(/(?<![\d.])2024/);
    }
    expect(textOf('tasks', 0, whole)).toContain(`12 months from ${year}-01-01`);
  },
  60_000,
);

test('optimisations are of the first twelve months of a span, and of none that is shorter', () => {
  const optimised = (from: string, to: string) => optimisedSpan(span(from, to));
  expect(optimised('2024-01-01', '2025-01-01')).toEqual(span('2024-01-01', '2025-01-01'));
  expect(optimised('2023-04-01', '2026-01-01')).toEqual(span('2023-04-01', '2024-04-01'));
  expect(optimised('2023-01-02', '2024-01-01')).toBeUndefined();
});
