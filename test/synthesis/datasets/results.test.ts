import { beforeAll, expect, test } from 'vitest';

import { resultsDataset } from '../../../src/synthesis/datasets/results-dataset.ts';
import type { CellValue } from '../../../src/synthesis/load/batch.ts';
import { createWorld } from '../../../src/synthesis/world/create-world.ts';
import { valuesOf } from '../batch-rows.ts';

type Row = Readonly<Record<string, CellValue | undefined>>;

const SPAN = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

const WORLDS = [1, 2, 3].map((seed) =>
  createWorld({ seed, clients: 3, sites: seed === 1 ? 12 : 4, noise: 'none', demo: false }),
);

let rows: ReadonlyMap<string, readonly Row[]> = new Map();

function rowsOf(table: string): readonly Row[] {
  const found = rows.get(`optimisation.${table}`) ?? [];
  expect(found).not.toEqual([]);
  return found;
}

beforeAll(() => {
  const batches = WORLDS.flatMap((world) =>
    [0, 1, 2].flatMap((client) => [...resultsDataset.batches(world, client, SPAN)]),
  );
  const tables = new Map<string, Row[]>();
  for (const batch of batches) {
    const names = Object.keys(batch.columns);
    const columns = names.map((name) => valuesOf(batch, name));
    const ofBatch = Array.from({ length: batch.rows }, (_, row) =>
      Object.fromEntries(names.map((name, i) => [name, columns[i]?.[row]])),
    );
    tables.set(batch.table.join('.'), [...(tables.get(batch.table.join('.')) ?? []), ...ofBatch]);
  }
  rows = tables;
}, 120_000);

test('what is picked to be shown is feasible, and is the best of what is', () => {
  const portfolios = rowsOf('portfolio_results');
  for (const { display_name: title, portfolio_id: id, task_id: task } of rowsOf('curated_results')) {
    const picked = portfolios.find((portfolio) => portfolio['portfolio_id'] === id);
    expect(picked?.['is_feasible']).toBe(true);
    if (title === 'Lowest carbon') {
      const feasible = portfolios.filter((each) => each['task_id'] === task && each['is_feasible'] === true);
      const balances = feasible.map((each) => Number(each['metric_combined_carbon_balance']));
      expect(picked?.['metric_combined_carbon_balance']).toBe(Math.max(...balances));
    }
  }
  expect(rowsOf('curated_results')).toHaveLength(3 * rowsOf('task_results').length);
});
