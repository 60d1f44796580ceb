import { expect, test, vi } from 'vitest';

import { checkDocuments } from '../../../../src/energy/documents/check/check-documents.ts';
import { createWorld } from '../../../../src/energy/world/create-world.ts';
import { days, seed } from '../../seed/small-world.ts';
import { migrated } from '../../seed/version-databases.ts';

vi.setConfig({ testTimeout: 120_000 });

test('panels that stand, two meters of a kind and readings of one fuel only break no rule of the services', async () => {
  await using database = await migrated();
  const world = createWorld({ seed: 114, clients: 5, sites: 10, noise: 'none' });
  const sites = Array.from({ length: 10 }, (_, index) => world.site(index));
  expect(new Set(sites.map(({ meters }) => meters.electricity))).toEqual(new Set([0, 1, 2]));
  expect(new Set(sites.map(({ meters }) => meters.fuel))).toEqual(new Set([0, 1, 2]));
  expect(sites.some(({ solar }) => solar.some(({ installedPower }) => installedPower > 0))).toBe(true);
  await seed(world, database.url, { span: days('2024-01-01', '2024-01-08'), workers: 1 });
  expect((await checkDocuments(database.client)).findings).toEqual([]);
  const { rows } = await database.client.query<{ meters: number }>(
    `SELECT count(*)::int AS meters FROM client_meters.metadata WHERE fuel_type = 'elec' AND NOT is_synthesised`,
  );
  expect(rows[0]?.meters).toBe(sites.reduce((sum, { meters }) => sum + meters.electricity, 0));
});
