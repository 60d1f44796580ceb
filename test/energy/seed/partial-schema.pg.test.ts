import { expect, test } from 'vitest';

import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { seed } from './small-world.ts';
import { SPAN } from './partial-databases.ts';

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
