import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { days, seed } from './small-world.ts';
import type { SeedReport } from '../../../src/energy/seed/seed-world.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { scratchDatabase } from '../../database.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const WATER = fileURLToPath(new URL('water-meters.ts', import.meta.url));
const TABLES = [
  'client_info.clients',
  'client_info.site_info',
  'client_meters.metadata',
  'client_meters.electricity_meters',
  'client_meters.water_meters',
  'weather.metadata',
  'weather.visual_crossing',
];

async function migrated(url: string): Promise<void> {
  await migrateUp(url, { folder: MIGRATIONS });
  await withConnection(url, (client) =>
    client.query(`CREATE TABLE client_meters.water_meters (
      dataset_id uuid REFERENCES client_meters.metadata, start_ts timestamptz NOT NULL, end_ts timestamptz NOT NULL, m3 float8)`),
  );
}

function seeded(url: string, options: Partial<SeedOptions>): Promise<SeedReport> {
  const world = createWorld({ seed: 7, clients: 2, sites: 5, noise: 'none' });
  const [datasets, datasetFiles] = [['electricity', 'weather', 'water'], [WATER]];
  return seed(world, url, { span: days('2024-03-30', '2024-04-01'), datasets, datasetFiles, ...options });
}

test('threads write what one connection does, a larger world takes its place, and two servers with a shard each hold what one does', async () => {
  await using alone = await scratchDatabase('seed');
  await using threads = await scratchDatabase('seed');
  await using shard = await scratchDatabase('seed');
  const { server: other } = await startServer({});
  try {
    const elsewhere = other.connectionString();
    await Promise.all([alone.url, threads.url, shard.url, elsewhere].map(migrated));
    const report = await seeded(alone.url, { workers: 1 });
    expect(await seeded(threads.url, { workers: 2 })).toMatchObject({ tables: report.tables, units: report.units });
    const whole = await rowsOf(alone.client, TABLES);
    expect(await rowsOf(threads.client, TABLES)).toEqual(whole);

    const larger = createWorld({ seed: 7, clients: 2, sites: 6, noise: 'none' });
    const options: SeedOptions = {
      span: days('2024-03-30', '2024-04-01'),
      datasets: ['sites'],
      datasetFiles: [WATER],
      workers: 1,
    };
    await expect(seed(larger, threads.url, options)).rejects.toMatchObject({ code: 'ANOTHER_WORLD' });
    expect(await seed(larger, threads.url, { ...options, ifThere: 'replace' })).toMatchObject({
      removed: report.rows,
      tables: [{ rows: 2 }, { rows: 6 }],
    });
    expect(await rowsOf(threads.client, TABLES.slice(2))).toEqual(
      Object.fromEntries(TABLES.slice(2).map((name) => [name, []])),
    );

    await seeded(shard.url, { shard: { number: 1, of: 2 }, workers: 1 });
    await seeded(elsewhere, { shard: { number: 2, of: 2 }, workers: 1 });
    const here = await rowsOf(shard.client, TABLES);
    const there = await withConnection(elsewhere, (client) => rowsOf(client, TABLES));
    for (const table of TABLES) {
      const [a = [], b = []] = [here[table], there[table]];
      const together = table.startsWith('client_info') ? [...new Set([...a, ...b])] : [...a, ...b];
      expect({ table, rows: together.toSorted() }).toEqual({ table, rows: whole[table]?.toSorted() });
    }
  } finally {
    await other.stop();
  }
});
