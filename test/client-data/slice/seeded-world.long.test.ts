import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { dumpClientData } from '../../../src/client-data/dump-client-data.ts';
import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { seed } from '../../../src/commands/seed.ts';
import { SHARED_REFERENCES } from '../../../src/energy/tables/shared-references.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { useOwnState } from '../../own-state.ts';
import { column, startOptions } from '../source-database.ts';

useOwnState();

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const SPAN = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 3) };

/** Rows of each table that the client owns by foreign keys, counted without our code. */
const OWNED: Readonly<Record<string, string>> = {
  'client_info.site_info': 'client_id = $1',
  'client_meters.metadata': 'site_id IN (SELECT site_id FROM client_info.site_info WHERE client_id = $1)',
  'client_meters.electricity_meters':
    'dataset_id IN (SELECT dataset_id FROM client_meters.metadata JOIN client_info.site_info USING (site_id) WHERE client_id = $1)',
  'heating.synthesised':
    'dataset_id IN (SELECT dataset_id FROM heating.metadata JOIN client_info.site_info USING (site_id) WHERE client_id = $1)',
  'optimisation.task_config': 'client_id = $1',
  'optimisation.site_results': 'site_id IN (SELECT site_id FROM client_info.site_info WHERE client_id = $1)',
  'data_bundles.metadata': 'site_id IN (SELECT site_id FROM client_info.site_info WHERE client_id = $1)',
  'data_bundles.dataset_links':
    'bundle_id IN (SELECT bundle_id FROM data_bundles.metadata JOIN client_info.site_info USING (site_id) WHERE client_id = $1)',
};

function uuid(number: number): string {
  return `'00000000-0000-4000-8000-00000000000${number}'`;
}

async function migrated(): Promise<ScratchDatabase> {
  const database = await scratchDatabase('seeded');
  await migrateUp(database.url, { folder: MIGRATIONS });
  return database;
}

test('one client of a seeded world is whole in a new database, and alone', async () => {
  await using source = await migrated();
  const world = createWorld({ seed: 5, clients: 3, sites: 6, noise: 'none' });
  await seed(world, source.url, { span: SPAN, workers: 1 });
  const [client = ''] = await column(
    source,
    'SELECT client_id FROM client_info.site_info GROUP BY 1 ORDER BY count(*) DESC, 1',
  );
  const others = await column(source, `SELECT site_id FROM client_info.site_info WHERE client_id <> '${client}'`);
  expect(others.length).toBeGreaterThan(1);
  // A short span has no optimisation: a task for each of two clients, and a result of the first that names a site of the other.
  const [own = ''] = await column(
    source,
    `SELECT site_id FROM client_info.site_info WHERE client_id = '${client}' ORDER BY 1`,
  );
  const [other = '', otherClient = ''] = [
    others[0],
    ...(await column(source, `SELECT client_id FROM client_info.site_info WHERE site_id = '${others[0]}'`)),
  ];
  await source.client.query(
    `INSERT INTO optimisation.task_config (task_id, client_id, optimiser_type) VALUES (${uuid(1)}, '${client}', 'x'), (${uuid(2)}, '${otherClient}', 'x');
     INSERT INTO optimisation.portfolio_results (task_id, portfolio_id) VALUES (${uuid(1)}, ${uuid(3)}), (${uuid(2)}, ${uuid(4)});
     INSERT INTO optimisation.site_results (portfolio_id, site_id) VALUES (${uuid(3)}, '${own}'), (${uuid(3)}, '${other}'), (${uuid(4)}, '${other}')`,
  );
  await using folder = await migrationsFolder();
  const file = join(folder.path, 'client.sql');
  const report = await dumpClientData({
    url: source.url,
    out: file,
    migrated: startOptions(MIGRATIONS),
    clients: [client],
    references: SHARED_REFERENCES,
  });
  await using target = await migrated();
  expect((await loadClientData(target.url, file)).rows).toBe(report.rows);
  for (const [table, condition] of Object.entries(OWNED)) {
    const text = `SELECT count(*)::int AS n FROM ${table}`;
    const { rows: expected } = await source.client.query(`${text} WHERE ${condition}`, [client]);
    const { rows: found } = await target.client.query(text);
    expect.soft(found, table).toEqual(expected);
    expect.soft(Number(found[0].n), table).toBeGreaterThan(0);
  }
  // The ledger, the seed's records and the rows of the migrations are as before.
  expect(await column(target, 'SELECT count(*) FROM schema_migrations')).toEqual(['1']);
  expect(await column(target, `SELECT to_regnamespace('elementaldb_seed') IS NULL`)).toEqual(['true']);
  expect(await column(target, 'SELECT count(*) > 0 FROM weather.visual_crossing')).toEqual(['true']);
  expect(
    await column(
      target,
      'SELECT location FROM weather.visual_crossing EXCEPT SELECT location FROM client_info.site_info',
    ),
  ).toEqual([]);
  // No column of any table names a site of another client.
  const texts = await column(
    target,
    `SELECT DISTINCT format('SELECT count(*) FROM %s t WHERE t::text LIKE ANY ($1)', c.oid::regclass)
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const text of texts) {
    const { rows } = await target.client.query<{ count: string }>(text, [others.map((site) => `%${site}%`)]);
    expect.soft(rows[0]?.count, text).toBe('0');
  }
});
