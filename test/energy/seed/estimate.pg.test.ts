import { expect, test } from 'vitest';

import { estimateWorld } from '../../../src/energy/seed/estimate-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { MIGRATIONS, own } from './seeded-template.ts';
import { days, seed } from './small-world.ts';

own.startForFile();

test('an estimate has the rows that seed then adds to each table of a new database', async () => {
  await using database = await scratchDatabase('estimate');
  await migrateUp(database.url, { folder: MIGRATIONS });
  const world = createWorld({ seed: 77, clients: 2, sites: 2, noise: 'realistic' });
  const options = { span: days('2023-12-31', '2024-01-02') };
  const estimate = await estimateWorld(world, options);
  const { tables, rows } = await seed(world, database.url, { ...options, workers: 1 });
  const ofTables = new Map<string, number>();
  for (const { name, rows: ofPart } of estimate.datasets.flatMap(({ parts }) => parts)) {
    ofTables.set(name, (ofTables.get(name) ?? 0) + ofPart);
  }
  expect(Object.fromEntries(ofTables)).toEqual(Object.fromEntries(tables.map((each) => [each.table, each.rows])));
  expect(estimate.rows).toBe(rows);
});
