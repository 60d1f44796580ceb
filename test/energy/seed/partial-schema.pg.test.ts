import { expect, test } from 'vitest';

import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { days, seed } from './small-world.ts';

const SPAN = days('2024-01-01', '2024-01-02');

test('what the schema lacks is left out, said with its reason and a statement, and everything else is written', async () => {
  await using database = await scratchDatabase('partial');
  await migrateUp(database.url, { folder: 'migrations' });
  await database.client.query(`
    DROP TABLE carbon_intensity.grid_co2_cache_part_j;
    ALTER TABLE tariffs.electricity DROP COLUMN flat_cost;
    DROP TABLE optimisation.curated_results;
    ALTER TABLE client_meters.metadata RENAME CONSTRAINT fk_metadata_site_id TO other_name;`);
  const world = createWorld({ seed: 7, clients: 1, sites: 1, noise: 'none', demo: true });
  const { leftOut, tables } = await seed(world, database.url, { span: SPAN, workers: 1 });
  expect(leftOut).toEqual([
    {
      reason: `carbon_intensity.grid_co2_cache: no partition for gsp_code = 'J'`,
      statement: `CREATE TABLE "carbon_intensity"."grid_co2_cache_part_j" PARTITION OF carbon_intensity.grid_co2_cache FOR VALUES IN ('J');`,
    },
    { reason: 'optimisation.curated_results: no such table', statement: null },
    {
      reason: 'tariffs.electricity.flat_cost: no such column',
      statement: 'ALTER TABLE tariffs.electricity ADD COLUMN "flat_cost" double precision;',
    },
  ]);
  expect(tables).toContainEqual({ table: 'carbon_intensity.grid_co2_cache', rows: 14 * 48 });
  expect(tables).toContainEqual({ table: 'tariffs.electricity', rows: 4 * 48 });
  for (const { statement } of leftOut) {
    if (statement !== null) {
      await database.client.query(statement);
    }
  }
  const again = await seed(world, database.url, { span: SPAN, workers: 1, ifThere: 'replace' });
  expect(again.leftOut.map(({ reason }) => reason)).toEqual(['optimisation.curated_results: no such table']);
  expect(again.tables).toContainEqual({ table: 'carbon_intensity.grid_co2_cache', rows: 15 * 48 });
});

test('a client and sites that exist are left as they are, also when the world is replaced', async () => {
  await using database = await scratchDatabase('existing');
  await migrateUp(database.url, { folder: 'migrations' });
  await database.client.query(`
    INSERT INTO client_info.clients VALUES ('demo', 'Ours');
    INSERT INTO client_info.site_info (site_id, name, client_id) VALUES ('demo_london', 'Ours too', 'demo');`);
  const world = createWorld({ seed: 7, clients: 1, sites: 2, noise: 'none', demo: true });
  const options = { span: SPAN, workers: 1, datasets: ['baselines'] };
  const { leftOut, tables } = await seed(world, database.url, options);
  expect(leftOut.map(({ reason }) => reason)).toEqual([
    `client_info.clients: client_id = 'demo' exists and is left as it is`,
    `client_info.site_info: site_id = 'demo_london' exists and is left as it is`,
  ]);
  expect(tables).toContainEqual({ table: 'client_info.site_info', rows: 1 });
  await seed(world, database.url, { ...options, ifThere: 'replace' });
  const { rows } = await database.client.query('SELECT name FROM client_info.site_info ORDER BY site_id');
  expect(rows).toEqual([{ name: 'Demo Cardiff' }, { name: 'Ours too' }]);
});
