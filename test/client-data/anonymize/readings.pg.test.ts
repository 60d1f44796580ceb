import { expect, test } from 'vitest';

import { scratchDatabase } from '../../database.ts';
import { load } from '../../migrations/client-data/loaded-files.ts';
import { sourceDatabase } from '../source-database.ts';
import { KEY, planAndDump, planOnly } from './dumped.ts';
import { SCHEMA } from './planted.ts';

test('times of readings move by whole days', async () => {
  await using database = await scratchDatabase('planted');
  await database.client.query(SCHEMA);
  const configuration = { readings: { '*': { shiftDays: 366 } } };
  const { text } = await planAndDump(database.client, { configuration });
  expect(text).toContain('2025-01-01 23:30:00+00\t2.875');
  expect(text).toContain('active\t2024-01-01 00:00:00+00');
  await expect(
    planOnly(database.client, { configuration: { readings: { 'crm.nothing': 'keep' } } }),
  ).rejects.toMatchObject({
    code: 'ANONYMIZE_UNKNOWN_TABLE',
  });
});

test('readings are multiplied by a factor of their site, so that ratios within a site hold and totals do not', async () => {
  const tables = `
    CREATE TABLE sites (site_id text PRIMARY KEY);
     CREATE TABLE meters (meter_id int PRIMARY KEY, site_id text REFERENCES sites, kind text);
     CREATE TABLE readings (meter_id int REFERENCES meters, ts timestamptz, kwh double precision, cost numeric(12,4), price numeric,
       PRIMARY KEY (meter_id, ts));
     CREATE TABLE bills (site_id text REFERENCES sites, day date, kwh real, PRIMARY KEY (site_id, day));`;
  const originals = `SELECT m AS meter_id, '2024-01-01 00:00Z'::timestamptz + i * interval '30 min' AS ts, (m + i) / 7.0 AS kwh, 3.25 * m + i AS cost, 0.25 AS price
    FROM generate_series(1, 4) m, generate_series(1, 48) i`;
  await using database = await scratchDatabase('readings');
  await database.client.query(`${tables}
     INSERT INTO sites VALUES ('north_farm'), ('south_farm');
     INSERT INTO meters VALUES (1, 'north_farm', 'gas'), (2, 'north_farm', 'gas'), (3, 'south_farm', 'gas'), (4, NULL, 'gas');
     INSERT INTO readings ${originals};
     INSERT INTO readings VALUES (1, '2025-01-01', 'NaN', -0.5, 1), (2, '2025-01-01', 1e-300, NULL, 1);
     INSERT INTO bills SELECT site_id, '2024-01-01', 1000000 FROM sites`);
  const scaleBy = 'site_id';
  const configuration = {
    readings: {
      'public.readings': { scaleBy, columns: ['kwh', 'cost'], shiftDays: 1 },
      'public.bills': { scaleBy, columns: ['kwh'] },
    },
  };
  const { text, plan } = await planAndDump(database.client, { configuration });
  expect(plan.readings).toMatchObject([
    { table: 'public.bills', scaledBy: 'site_id', shiftDays: 0, columns: ['kwh'] },
    { table: 'public.readings', scaledBy: 'site_id of public.meters', shiftDays: 1 },
  ]);
  await using copy = await scratchDatabase('copy');
  await copy.client.query(`${tables} CREATE TABLE originals AS ${originals}`);
  await load(copy, text);
  const { rows } = await copy.client.query<Record<string, number>>(`
    SELECT m.meter_id, sum(r.kwh) / sum(o.kwh) AS factor, min(r.kwh / o.kwh) AS least, max(r.kwh / o.kwh) AS most, min(r.cost / o.cost) AS least_cost, max(r.cost / o.cost) AS most_cost,
           bool_and(r.price = o.price) AS prices, (SELECT max(kwh) / 1000000 FROM bills b WHERE b.site_id = m.site_id) AS bill
      FROM meters m JOIN readings r USING (meter_id) JOIN originals o ON o.meter_id = m.meter_id AND o.ts = r.ts - interval '1 day'
     GROUP BY m.meter_id, m.site_id ORDER BY m.meter_id`);
  const [one, two, three, none] = rows.map((row) => {
    const factor = Number(row['factor']);
    expect(row['prices']).toBe(true);
    expect(Number(row['least'])).toBeCloseTo(factor, 2);
    expect(Number(row['most'])).toBeCloseTo(factor, 2);
    expect(Number(row['least_cost'])).toBeCloseTo(factor, 3);
    expect(Number(row['most_cost'])).toBeCloseTo(factor, 3);
    expect(factor).toBeGreaterThanOrEqual(0.4);
    expect(factor).toBeLessThan(0.95);
    expect(row['bill'] ?? factor).toBeCloseTo(factor, 4);
    return factor;
  });
  expect(one).toBeCloseTo(two ?? 0, 4);
  expect(new Set([one, three, none].map((factor) => factor?.toFixed(3))).size).toBe(3);
  const kept = await copy.client.query("SELECT kwh FROM readings WHERE ts > '2025-01-01' ORDER BY meter_id");
  expect(kept.rows[0]).toEqual({ kwh: Number.NaN });
  expect((await planAndDump(database.client, { configuration })).text).toBe(text);
  for (const [table, columns, by, what] of [
    ['public.readings', ['nothing'], scaleBy, 'there is no column nothing'],
    ['public.readings', ['meter_id'], scaleBy, 'meter_id is integer, no decimal number'],
    ['public.readings', ['kwh'], 'owner', 'lead to has a column owner'],
    ['public.bills', ['kwh'], scaleBy, 'kwh has a rule as well'],
  ] as const) {
    const wrong = {
      columns: { 'public.bills.kwh': 'text' },
      readings: { [table]: { scaleBy: by, columns: [...columns] } },
    };
    await expect(planOnly(database.client, { configuration: wrong })).rejects.toMatchObject({
      code: 'ANONYMIZE_SCALE',
      message: expect.stringContaining(what),
    });
  }
});

test('a dump has them multiplied by the owner that stands behind them in the row', async () => {
  await using source = await sourceDatabase(
    'CREATE TABLE r (kwh numeric(9,2), n int, site_id text, ts date, PRIMARY KEY (site_id, ts));',
    "INSERT INTO r VALUES (100, 1, 'a\\b', '2024-01-01'), (200, 2, 'a\\b', '2024-01-02'), (100, 3, 'c', '2024-01-01')",
  );
  const configuration = {
    columns: { 'public.r.site_id': 'key' },
    readings: { 'public.r': { scaleBy: 'site_id', columns: ['kwh'] } },
  };
  const { text } = await source.dump({ anonymize: { key: KEY, configuration } });
  const [one, two, other] = [1, 2, 3].map((n) => Number(new RegExp(`^([\\d.]+)\\t${n}\\t`, 'm').exec(text)?.[1]));
  expect(one).toBeLessThan(95);
  expect(two).toBeCloseTo(2 * (one ?? 0), 1);
  // More decimals would give the factor away.
  expect(text).toMatch(/^\d+\.\d\d\t1\t/m);
  expect(other).not.toBe(one);
});

/** The amounts of a table, in the order of its rows. */
function valuesOf(text: string, table: string): (string | undefined)[] {
  const [, rows = ''] = new RegExp(`COPY public\\.${table} \\([^)]*\\) FROM stdin;\\n([^\\\\]*)`).exec(text) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t').find((field) => /^\d{6,}$/.test(field)));
}

test('an owner is found by what COPY writes, in the table and by a foreign key alike; a generated column is none', async () => {
  await using database = await scratchDatabase('owners');
  await database.client.query(`
    CREATE TABLE sites (site_id char(8) PRIMARY KEY, open boolean);
    CREATE TABLE meters (site_id char(8) REFERENCES sites, kwh numeric, ts date);
    CREATE TABLE totals (site_id char(8), kwh numeric, ts date);
    CREATE TABLE copies (name text, site text GENERATED ALWAYS AS (name) STORED, kwh numeric, ts date);
    INSERT INTO sites VALUES ('north', true), ('south', false);
    INSERT INTO meters SELECT site_id, 1000000, '2024-01-01' FROM sites;
    INSERT INTO totals SELECT site_id, 1000000, '2024-01-01' FROM sites`);
  const scaled = { scaleBy: 'site_id', columns: ['kwh'] };
  const byKey = { readings: { 'public.meters': { scaleBy: 'open', columns: ['kwh'] }, 'public.totals': scaled } };
  const [north, south] = valuesOf((await planAndDump(database.client, { configuration: byKey })).text, 'meters');
  expect(north).not.toBe(south);
  const own = { readings: { 'public.meters': scaled, 'public.totals': scaled } };
  const { text } = await planAndDump(database.client, { configuration: own });
  expect(valuesOf(text, 'meters')).toEqual(valuesOf(text, 'totals'));
  const generated = { readings: { 'public.copies': { scaleBy: 'site', columns: ['kwh'] } } };
  await expect(planOnly(database.client, { configuration: generated })).rejects.toMatchObject({
    code: 'ANONYMIZE_SCALE',
  });
});

test('a column that gets pseudonyms by its name is not multiplied as well', async () => {
  await using database = await scratchDatabase('judged');
  await database.client.query(`
    CREATE TABLE places (site_id text, latitude numeric, ts date);
    INSERT INTO places VALUES ('a', 51.5, '2024-01-01')`);
  const configuration = { readings: { 'public.places': { scaleBy: 'site_id', columns: ['latitude'] } } };
  await expect(planOnly(database.client, { configuration })).rejects.toMatchObject({
    code: 'ANONYMIZE_SCALE',
    message: expect.stringContaining('latitude gets pseudonyms as well'),
  });
});
