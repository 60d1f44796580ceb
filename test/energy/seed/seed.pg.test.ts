import { describe, expect, test } from 'vitest';

import type { SeedOptions } from '../../../src/energy/seed/seed-options.ts';
import { scratchDatabase } from '../../database.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';
import { days, SMALL_DATASETS } from './small-world.ts';
import { TABLES, SPAN, smallDatabase, seeded } from './seeded-database.ts';

test('a world is written once, whatever the mode, and again adds nothing', async () => {
  await using database = await smallDatabase();
  const report = await seeded(database);
  expect(report).toMatchObject({
    units: { written: 22, present: 0 },
    tables: [
      { table: 'meters.metadata', rows: 10 },
      { table: 'meters.steam', rows: 5 * 3 * 48 },
      { table: 'meters.water', rows: 5 * 3 * 24 },
      { table: 'public.clients', rows: 2 },
      { table: 'public.people', rows: 10 },
      { table: 'public.sites', rows: 5 },
    ],
  });
  const first = await rowsOf(database.client, TABLES);
  expect(await seeded(database)).toMatchObject({ rows: 0, units: { written: 0, present: 22 } });
  expect(await rowsOf(database.client, TABLES)).toEqual(first);

  await using fast = await smallDatabase();
  const definitions = `SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE conrelid = 'meters.water'::regclass
    UNION ALL SELECT pg_get_indexdef(indexrelid) || obj_description(indexrelid, 'pg_class'), indisvalid
      FROM pg_index WHERE indrelid = 'meters.water'::regclass ORDER BY 1`;
  const before = await fast.client.query(definitions);
  await seeded(fast, { mode: 'fast' });
  expect(await rowsOf(fast.client, TABLES)).toEqual(first);
  expect((await fast.client.query(definitions)).rows).toEqual(before.rows);
});

test('a table of which no dataset knows is filled by the names, types and conditions of its columns', async () => {
  await using database = await smallDatabase();
  await seeded(database);
  const { rows } = await database.client.query(`
    SELECT count(DISTINCT dataset_id)::int AS datasets, min(flow_kw) >= 0 AND stddev(flow_kw) > 1 AS flow,
           avg(pressure_hpa) BETWEEN 950 AND 1050 AS pressure, bool_and(end_ts - start_ts = '30 minutes') AS steps,
           count(valve_open)::int AS valves
      FROM meters.steam`);
  expect(rows).toEqual([{ datasets: 5, flow: true, pressure: true, steps: true, valves: 720 }]);
});

test('the meaning of a name goes before its unit, and values vary within the bounds of conditions', async () => {
  await using database = await smallDatabase();
  await seeded(database);
  const { rows } = await database.client.query(`
    SELECT min(power_factor) >= 0.85 AND stddev(power_factor) > 0 AS "factor", avg(co2_g_per_kwh) BETWEEN 80 AND 180 AS grams,
           avg(p_per_kwh) BETWEEN 20 AND 35 AS pence, (SELECT min(within) > 3 FROM (SELECT stddev(soc_pct) AS within FROM meters.steam GROUP BY dataset_id) AS each) AS charge,
           stddev(peak_kw) > 1 AS peak,
           bool_and(phase_count IN (1, 3)) AS phases
      FROM meters.steam`);
  expect(rows).toEqual([{ factor: true, grams: true, pence: true, charge: true, peak: true, phases: true }]);
});

test('replacing a world removes its own rows and no others', async () => {
  await using database = await smallDatabase();
  const { client } = database;
  await client.query(`INSERT INTO clients VALUES ('own', 'Own'); INSERT INTO sites VALUES ('own_site', 'own');
    INSERT INTO people VALUES ('own_site', 'somebody'), ('own_site', NULL);
    INSERT INTO meters.metadata VALUES ('8d5e957f-2978-4b5f-a5ff-d9b1a5ec46ae', 'own_site', now(), 'gas');
    INSERT INTO meters.water VALUES ('8d5e957f-2978-4b5f-a5ff-d9b1a5ec46ae', '2025-01-01', '2025-01-02', 5)`);
  const own = await rowsOf(client, TABLES);
  await seeded(database);
  const both = await rowsOf(client, TABLES);
  const replaced = await seeded(database, { ifThere: 'replace' });
  expect(replaced).toMatchObject({ rows: replaced.removed, units: { written: 22 } });
  expect(await rowsOf(client, TABLES)).toEqual(both);
  await seeded(database, { ifThere: 'replace', datasets: ['clients'] });
  await client.query('DELETE FROM clients WHERE client_id <> $1', ['own']);
  expect(await rowsOf(client, TABLES)).toEqual(own);
});

test('rows of others that refer to a world keep it from being removed', async () => {
  await using database = await smallDatabase();
  await seeded(database);
  await database.client.query('INSERT INTO people SELECT site_id, $1 FROM sites', ['guest']);
  const before = await rowsOf(database.client, TABLES);
  await expect(seeded(database, { ifThere: 'replace' })).rejects.toMatchObject({ code: 'STILL_REFERRED_TO' });
  expect(await rowsOf(database.client, TABLES)).toEqual(before);
});

describe('what goes wrong', () => {
  test.each<[string, Partial<SeedOptions>]>([
    ['INVALID_OPTION', { datasets: ['steamy'] }],
    ['INVALID_OPTION', { span: { from: SPAN.from, to: SPAN.from } }],
    ['INVALID_OPTION', { span: { from: SPAN.from, to: SPAN.to + 1 } }],
    ['INVALID_OPTION', { span: days('1066-10-14', '1066-10-15') }],
    ['INVALID_OPTION', { shard: { number: 3, of: 2 } }],
    ['INVALID_OPTION', { workers: 0 }],
    ['INVALID_OPTION', JSON.parse('{ "mode": "slow" }')],
    ['INVALID_OPTION', JSON.parse('{ "ifThere": "perhaps" }')],
    ['DATASETS_GO_ROUND', { own: SMALL_DATASETS.map((each) => ({ ...each, needs: ['people'] })) }],
  ])('is said: %s', async (code, options) => {
    await using database = await smallDatabase();
    await expect(seeded(database, options)).rejects.toMatchObject({ code });
  });

  test('a database without the tables is distinguished from one that needs migrating', async () => {
    await using database = await scratchDatabase('seed');
    await expect(seeded(database, { datasets: ['clients', 'sites'] })).rejects.toMatchObject({
      code: 'NOTHING_TO_FILL',
    });
  });
});
