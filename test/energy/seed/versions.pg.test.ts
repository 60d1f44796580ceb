import { expect, test } from 'vitest';

import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { days, seed } from './small-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrated, seeded } from './version-databases.ts';

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
