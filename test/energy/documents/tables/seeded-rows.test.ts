import { expect, test, vi } from 'vitest';

import { ALL_DATASETS } from '../../../../src/energy/datasets/all-datasets.ts';
import type { Dataset } from '../../../../src/energy/datasets/dataset.ts';
import { DOCUMENT_TABLES, validateRow } from '../../../../src/energy/documents/tables/validate-row.ts';
import { createWorld } from '../../../../src/energy/world/create-world.ts';
import type { World } from '../../../../src/energy/world/world.ts';
import type { Batch } from '../../../../src/seeding/load/batch.ts';
import { valuesOf } from '../../batch-rows.ts';
import { SERIES } from '../../datasets/dataset-lists.ts';

// Optimisations are simulated over a year, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** No time at all for series without documents, which take a while to make. */
const NO_TIME = { from: Date.UTC(2024, 0), to: Date.UTC(2024, 0) };
const YEAR = { from: Date.UTC(2024, 0), to: Date.UTC(2025, 0) };
const WITHOUT_DOCUMENTS = new Set(SERIES.map(({ name }) => name).filter((name) => name !== 'heating'));

const RULES = new Map(DOCUMENT_TABLES.map((rules) => [rules.table.join('.'), rules]));

function indices({ options, places }: World, { per }: Dataset): number[] {
  const count = { world: 1, place: places.length, client: options.clients, site: options.sites }[per];
  return Array.from({ length: count }, (_, index) => index);
}

/** The rows of a batch; null in a column is SQL NULL. */
function rowsOf(batch: Batch): Record<string, unknown>[] {
  const columns = Object.keys(batch.columns).map((name) => [name, valuesOf(batch, name)] as const);
  return Array.from({ length: batch.rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row] ?? undefined])),
  );
}

const WORLDS = [
  { seed: 1, clients: 1, sites: 9 },
  { seed: 7, clients: 1, sites: 9, demo: true },
  { seed: 42, clients: 1, sites: 9 },
  // With panels that stand, two meters of a kind, and clients with readings of one fuel only.
  { seed: 114, clients: 5, sites: 10 },
];

test.each(WORLDS)('every row of the world of seed $seed is what the services accept and write', (options) => {
  const world = createWorld({ ...options, noise: 'none' });
  const checked = new Set<string>();
  const faults: object[] = [];
  for (const dataset of ALL_DATASETS) {
    for (const index of indices(world, dataset)) {
      for (const batch of dataset.batches(world, index, WITHOUT_DOCUMENTS.has(dataset.name) ? NO_TIME : YEAR)) {
        const name = batch.table.join('.');
        const rules = RULES.get(name);
        if (rules !== undefined) {
          checked.add(name);
          const found = rowsOf(batch).flatMap((row) => validateRow(rules, row));
          faults.push(...found.map((fault) => ({ name, index, ...fault })));
        }
      }
    }
  }
  expect(faults).toEqual([]);
  expect([...checked].toSorted()).toEqual([...RULES.keys()].toSorted());
});

test('angles of panels are angles', () => {
  const world = createWorld({ seed: 42, clients: 1, sites: 1000, noise: 'none' });
  const azimuths = Array.from({ length: 1000 }, (_, index) => world.site(index).solar).flatMap((arrays) =>
    arrays.map(({ azimuth }) => azimuth),
  );
  expect(azimuths.filter((azimuth) => azimuth < 0 || azimuth >= 360)).toEqual([]);
});
