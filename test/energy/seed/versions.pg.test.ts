import { expect, test } from 'vitest';

import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { seed } from './small-world.ts';
import type { SeedReport } from '../../../src/energy/seed/seed-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { days } from './small-world.ts';

async function migrated(version?: number): Promise<ScratchDatabase> {
  const database = await scratchDatabase('versions');
  await migrateUp(database.url, { folder: 'migrations', ...(version === undefined ? {} : { limit: version }) });
  return database;
}

function seeded({ url }: ScratchDatabase, options: SeedOptions = {}): Promise<SeedReport> {
  const world = createWorld({ seed: 7, clients: 2, sites: 2, noise: 'none' });
  return seed(world, url, { span: days('2024-03-30', '2024-04-01'), workers: 1, ...options });
}

test.each([4, 11, 19, 29])('what was written at version %i can be replaced', async (version) => {
  await using database = await migrated(version);
  const report = await seeded(database);
  expect(report.tables.map(({ table }) => table)).toContain('client_info.site_info');
  expect(await seeded(database, { ifThere: 'replace' })).toMatchObject({ rows: report.rows, removed: report.rows });
});

test('a series that has no table is named and made when it has one', async () => {
  await using database = await migrated();
  await database.client.query('ALTER TABLE client_meters.electricity_meters RENAME TO aside');
  const options = { datasets: ['electricity', 'weather'] };
  expect(await seeded(database, options)).toMatchObject({ skipped: ['electricity'] });
  expect((await database.client.query('SELECT FROM client_meters.metadata')).rowCount).toBe(0);
  await database.client.query('ALTER TABLE client_meters.aside RENAME TO electricity_meters');
  expect(await seeded(database, options)).toMatchObject({
    skipped: [],
    tables: [
      { table: 'client_meters.electricity_meters', rows: 2 * 2 * 48 },
      { table: 'client_meters.metadata', rows: 2 },
    ],
  });
});

test('clients and sites have no span: any series may follow', async () => {
  await using database = await migrated();
  await seeded(database, { datasets: ['sites'], span: days('2024-01-01', '2024-01-02') });
  expect(await seeded(database, { datasets: ['electricity'] })).toMatchObject({ units: { written: 2, present: 4 } });
});

test('another world is refused, whatever its seed, unless it is to take the place', async () => {
  await using database = await migrated();
  const { rows } = await seeded(database, { datasets: ['sites'] });
  const other = createWorld({ seed: 8, clients: 2, sites: 2, noise: 'none' });
  const options: SeedOptions = { datasets: ['sites'], workers: 1 };
  await expect(seed(other, database.url, options)).rejects.toMatchObject({ code: 'ANOTHER_WORLD' });
  expect(await seed(other, database.url, { ...options, ifThere: 'replace' })).toMatchObject({ removed: rows, rows });
});
