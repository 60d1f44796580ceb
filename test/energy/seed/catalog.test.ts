import { stripVTControlCharacters } from 'node:util';

import { expect, test } from 'vitest';

import { seedCatalog } from '../../../src/energy/seed/catalog.ts';
import { formatSeedCatalog } from '../../../src/report/seed/seed-catalog.ts';
import { styleFor } from '../../../src/report/style.ts';

test('the list has every table of every dataset, units of what is measured, and what sites may be', async () => {
  const catalog = await seedCatalog([]);
  const tables = new Set(catalog.tables.map(({ table }) => table));
  expect(catalog.datasets.flatMap((dataset) => dataset.tables).filter((table) => !tables.has(table))).toEqual([]);
  const columns = catalog.tables.flatMap(({ table, columns: all }) => all.map((column) => ({ ...column, table })));
  const withoutUnit = columns.filter(({ type, unit }) => /^(?:float8|numeric)/.test(type) && unit === null);
  // The unit of an original value is that of its column; ratings have none.
  expect(withoutUnit.map(({ name }) => name).toSorted()).toEqual([
    'metric_baseline_environmental_impact_score',
    'metric_scenario_environmental_impact_score',
    'original_value',
  ]);
  const lines = formatSeedCatalog(catalog, styleFor(false, {}), 100).map(stripVTControlCharacters);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  const text = lines.join(' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('consumption_kwh float8 [kWh]');
  expect(text).toContain('swimming_pool');
  expect(text).toContain('Cardiff');
});
