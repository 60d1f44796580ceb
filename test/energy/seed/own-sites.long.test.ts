import { expect, test, vi } from 'vitest';

import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { WorldOptions } from '../../../src/energy/world/world.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';
import { days, seed } from './small-world.ts';
import { migrated } from './version-databases.ts';

vi.setConfig({ testTimeout: 120_000 });

const TABLES = ['client_info.clients', 'client_info.site_info', 'client_meters.electricity_meters'];
const SPAN = days('2023-01-01', '2024-01-01');

const OPTIONS: WorldOptions = {
  seed: 8,
  clients: 1,
  sites: 1,
  noise: 'none',
  given: [
    {
      id: 'town_hall',
      name: 'Town Hall',
      archetype: 'office',
      floorArea: 2400,
      postcode: 'CF10 3AT',
      place: 'Cardiff',
      electricity: 185_000,
      gas: 310_000,
    },
  ],
};

test('a site of the user is written with its annual sum, by several threads, and removed without its file', async () => {
  await using database = await migrated();
  const options = { span: SPAN, datasets: ['electricity', 'gas'] };
  await seed(createWorld(OPTIONS), database.url, { ...options, workers: 2 });
  const { rows } = await database.client.query(
    `SELECT site_id, address, round(sum(consumption_kwh)::numeric)::int AS kwh
       FROM client_info.site_info JOIN client_meters.metadata USING (site_id) JOIN client_meters.electricity_meters USING (dataset_id)
      GROUP BY 1, 2`,
  );
  expect(rows).toEqual([{ site_id: 'town_hall', address: 'Town Hall, Cardiff, CF10 3AT', kwh: 185_000 }]);
  const other = { ...OPTIONS, archetypes: ['school'], places: ['Leeds'], given: undefined };
  const { given: _, ...schools } = other;
  await expect(seed(createWorld(schools), database.url, options)).rejects.toMatchObject({ code: 'ANOTHER_WORLD' });
  await seed(createWorld(schools), database.url, { ...options, ifThere: 'replace' });
  await using fresh = await migrated();
  await seed(createWorld(schools), fresh.url, options);
  expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(fresh.client, TABLES));
  const kept = await database.client.query<{ key: string }>('SELECT key FROM elementaldb_seed.sources');
  expect(kept.rows).toHaveLength(1);
});
