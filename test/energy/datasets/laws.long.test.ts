import { describe, expect, test, vi } from 'vitest';

import type { Span } from '../../../src/energy/datasets/dataset.ts';
import { resultsDataset } from '../../../src/energy/datasets/optimisation/results-dataset.ts';
import { tasksDataset } from '../../../src/energy/datasets/optimisation/tasks-dataset.ts';
import { digestOf, withoutFiling } from '../batch-rows.ts';
import { sampleWorld } from '../sample-world.ts';

const YEAR: Span = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

describe.each([tasksDataset, resultsDataset])('$name', (dataset) => {
  test('are the same when recreated, also of a longer span, and others of another seed and year', async () => {
    const first = digestOf(dataset.batches(sampleWorld(7, 4), 0, YEAR));
    expect(digestOf(dataset.batches(sampleWorld(8, 4), 0, YEAR))).not.toBe(first);
    const next: Span = { from: YEAR.to, to: Date.UTC(2026, 0, 1) };
    expect(digestOf(dataset.batches(sampleWorld(7, 4), 0, next))).not.toBe(first);
    vi.resetModules();
    const { ALL_DATASETS: anew } = await import('../../../src/energy/datasets/all-datasets.ts');
    const again = anew.find(({ name }) => name === dataset.name);
    const longer: Span = { from: YEAR.from, to: next.to };
    expect(digestOf(again?.batches(sampleWorld(7, 4), 0, YEAR) ?? [])).toBe(first);
    // Only filed later.
    const untimed = (span: Span) => digestOf(withoutFiling(again?.batches(sampleWorld(7, 4), 0, span) ?? []));
    expect(untimed(longer)).toBe(untimed(YEAR));
    expect(digestOf(again?.batches(sampleWorld(7, 4), 0, longer) ?? [])).not.toBe(first);
  });
});
