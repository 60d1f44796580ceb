import { fileURLToPath } from 'node:url';

import type { Client } from 'pg';
import { expect, test } from 'vitest';

import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import { quoteLiteral } from '../../../src/sql/quote.ts';
import { scratchDatabase } from '../../database.ts';
import { days, seed } from './small-world.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** Tables that are partitioned stay on one server: a foreign table cannot hold another part of a partition. */
const PARTITIONED = new Set(['weather.visual_crossing', 'carbon_intensity.grid_co2_cache']);

const DATASETS = ALL_DATASETS.filter(({ tables }) => !tables.some((table) => PARTITIONED.has(table.join('.'))));

/** Each table, and whether every shard has all of its rows. */
const TABLES = new Map(
  DATASETS.flatMap(({ tables, everywhere = false }) => tables.map((table) => [table.join('.'), everywhere] as const)),
);

/** Makes the tables of other servers parts of this database's own tables of the same names, which are empty. */
async function join(client: Client, urls: readonly string[]): Promise<void> {
  await client.query('CREATE EXTENSION postgres_fdw');
  for (const [index, url] of urls.entries()) {
    const { hostname, port, username, password, pathname } = new URL(url);
    const [server, user] = [
      { host: hostname, port, dbname: pathname.slice(1) },
      { user: username, password: decodeURIComponent(password) },
    ].map((options) =>
      Object.entries(options)
        .map(([name, value]) => `${name} ${quoteLiteral(value)}`)
        .join(),
    );
    const name = `shard_${index + 1}`;
    await client.query(`
      CREATE SERVER ${name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (${server});
      CREATE USER MAPPING FOR CURRENT_USER SERVER ${name} OPTIONS (${user});
      CREATE SCHEMA ${name};`);
    for (const [table, everywhere] of TABLES) {
      const [schema = '', relation = ''] = table.split('.');
      if (index === 0 || !everywhere) {
        await client.query(`
          CREATE FOREIGN TABLE ${name}."${table}" () INHERITS (${table}) SERVER ${name}
            OPTIONS (schema_name '${schema}', table_name '${relation}')`);
      }
    }
  }
}

/** Rows, and a sum over hashes of their texts, of each table. */
async function hashes(client: Client): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES.keys()) {
    const { rows } = await client.query<{ found: string }>(
      `SELECT count(*) || ' ' || COALESCE(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) AS found FROM ${table} AS t`,
    );
    found[table] = rows[0]?.found ?? '';
  }
  return found;
}

test('two servers with a shard each, joined by postgres_fdw, have the rows of one server', async () => {
  await using alone = await scratchDatabase('seed');
  await using first = await scratchDatabase('seed');
  await using joined = await scratchDatabase('seed');
  const { server: other } = await startServer({});
  try {
    const second = other.connectionString();
    for (const url of [alone.url, first.url, second, joined.url]) {
      await migrateUp(url, { folder: MIGRATIONS });
    }
    const world = createWorld({ seed: 8, clients: 2, sites: 7, noise: 'realistic' });
    const options = { span: days('2024-01-01', '2024-01-08'), datasets: DATASETS.map(({ name }) => name), workers: 1 };
    await seed(world, alone.url, options);
    await seed(world, first.url, { ...options, shard: { number: 1, of: 2 } });
    await seed(world, second, { ...options, shard: { number: 2, of: 2 } });
    await join(joined.client, [first.url, second]);

    const whole = await hashes(alone.client);
    expect(await hashes(joined.client)).toEqual(whole);
    expect(Object.keys(whole)).toContain('client_meters.electricity_meters');
    // Each server has a part of the rows that every series has.
    const parts = [await hashes(first.client), await withConnection(second, hashes)].map((each) =>
      Number.parseInt(each['client_meters.electricity_meters'] ?? '', 10),
    );
    expect(parts.every((rows) => rows > 0)).toBe(true);
    expect(parts.reduce((sum, rows) => sum + rows)).toBe(
      Number.parseInt(whole['client_meters.electricity_meters'] ?? '', 10),
    );
  } finally {
    await other.stop();
  }
});
