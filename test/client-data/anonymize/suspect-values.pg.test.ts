import { describe, expect, test } from 'vitest';

import { plannedColumns } from '../../../src/client-data/anonymize/plan/write-plan.ts';
import { LeakCheck } from '../../../src/client-data/leak-check/leak-check.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { planAndDump, planOnly } from './dumped.ts';

async function withTables(sql: string): Promise<ScratchDatabase> {
  const database = await scratchDatabase('suspect');
  await database.client.query(sql);
  return database;
}

/** The rules of the columns and paths that a plan lists. */
async function rulesOf(sql: string): Promise<Record<string, string>> {
  await using database = await withTables(sql);
  const { entries } = await planOnly(database.client);
  return Object.fromEntries(entries.map(({ column, path, rule }) => [`${column}${path ?? ''}`, rule]));
}

test('a CHECK on what is computed from a column does not keep it', async () => {
  const rules = await rulesOf(
    `CREATE TABLE t (id int, postcode text CHECK (length(postcode) IN (6, 7, 8)), phone text CHECK (left(phone, 2) IN ('01', '07')),
       fuel varchar(20) CHECK (fuel IN ('Blenkinsop', 'gas')));
     INSERT INTO t VALUES (1, 'LA9 4JB', '01539 822417', 'Blenkinsop')`,
  );
  expect(rules).toEqual({ 'public.t.postcode': 'postcode', 'public.t.phone': 'phone', 'public.t.fuel': 'keep' });
});

describe('numbers are undecided', () => {
  const PLACES = '(54.328506, -2.745831), (0, 0), (51.507351, 0.127758)';

  test.each([
    [
      'places in a table with a date',
      `CREATE TABLE t (start_date date, a numeric, b numeric); INSERT INTO t SELECT '2024-01-01', * FROM (VALUES ${PLACES}) v`,
      ['a', 'b'],
    ],
    ['places with a placeholder', `CREATE TABLE t (a numeric, b float8); INSERT INTO t VALUES ${PLACES}`, ['a', 'b']],
    ['places as text', `CREATE TABLE t (a text, b text); INSERT INTO t VALUES ${PLACES}`, ['a', 'b']],
    [
      'places in arrays',
      `CREATE TABLE t (a float8[]); INSERT INTO t VALUES ('{54.328506,-2.745831}'), ('{51.507351,0.127758}')`,
      ['a'],
    ],
    [
      'long numbers beside readings',
      `CREATE TABLE t (m bigint, ts timestamptz, kwh float8, PRIMARY KEY (m, ts)); INSERT INTO t VALUES (2000050773706, now(), 1)`,
      ['m'],
    ],
    [
      'long numbers and a zero',
      `CREATE TABLE t (a bigint); INSERT INTO t VALUES (2000050773706), (0), (12345678), (1012345678903)`,
      ['a'],
    ],
    [
      'ids of 13 digits',
      `CREATE TABLE t (meter_id bigint PRIMARY KEY); INSERT INTO t VALUES (2000050773706)`,
      ['meter_id'],
    ],
    ['long numbers in arrays', `CREATE TABLE t (a bigint[]); INSERT INTO t VALUES ('{2000050773706}')`, ['a']],
    ['dates of birth as numbers', `CREATE TABLE t (dob int); INSERT INTO t VALUES (19800517)`, ['dob']],
    [
      'composite types of three numbers',
      `CREATE TYPE gps AS (lat float8, lon float8, alt float8); CREATE TABLE t (g gps); INSERT INTO t VALUES ('(54.3,-2.7,1)')`,
      ['g'],
    ],
  ])('%s', async (_what, sql, columns) => {
    expect(await rulesOf(sql)).toEqual(Object.fromEntries(columns.map((name) => [`public.t.${name}`, 'undecided'])));
  });

  test('unless they are ordinary', async () => {
    const rules = await rulesOf(
      `CREATE TABLE t (id bigint PRIMARY KEY, at bigint, a numeric, b float8, c int[]); INSERT INTO t VALUES (9000000000, 1700000000000, 55.5, -2.25, '{5,6}'), (2, 3, 4.123456, 5, NULL);
       CREATE TABLE r (m int, ts timestamptz, price float8, kwh float8, PRIMARY KEY (m, ts)); INSERT INTO r VALUES (1, now(), 54.32851, 0.12776)`,
    );
    expect(rules).toEqual({});
  });
});

test('a uuid that is a secret changes', async () => {
  const token = '0f8fad5b-d9cb-469f-a165-70867728950e';
  await using database = await withTables(
    `CREATE TABLE t (id uuid, reset_token uuid); INSERT INTO t VALUES ('7c9e6679-7425-40de-944b-e07fc1f90ae7', '${token}')`,
  );
  const { text } = await planAndDump(database.client);
  expect(text).toMatch(/7c9e6679-7425-40de-944b-e07fc1f90ae7\t[0-9a-f]{8}-[0-9a-f-]{27}/);
  expect(text).not.toContain(token);
});

describe('in JSON', () => {
  test('keys that are names are judged, stand as * in paths, and change', async () => {
    await using database = await withTables(
      `CREATE TABLE t (id int, j jsonb); INSERT INTO t VALUES (1, '{"Gillinggate Farm": {"kwh": 3, "note": "ok"}, "heat_pump": {"kwh": 4}}')`,
    );
    const { plan, text } = await planAndDump(database.client);
    expect(plannedColumns(plan.entries)).toEqual({ 'public.t.j': { '$.*#key': 'person', '$.*.note': 'keep' } });
    expect(text).not.toContain('Gillinggate');
    expect(text).toContain('"heat_pump": {"kwh": 4}');
    const check = new LeakCheck(plan.originals);
    check.push(`COPY a (b) FROM stdin;\nGillinggate Farm\n\\.\n`);
    expect(check.end()).toHaveLength(1);
  });

  test('keys that are values of columns stand as * in paths', async () => {
    await using database = await withTables(
      `CREATE TABLE t (name text, j jsonb); INSERT INTO t VALUES ('zenobe', '{"zenobe": {"note": "ok"}}'), ('Anna Miller', '{}')`,
    );
    const { plan, text } = await planAndDump(database.client);
    expect(plannedColumns(plan.entries)['public.t.j']).toEqual({ '$.*.note': 'keep' });
    expect(text).not.toContain('zenobe');
  });

  test('long numbers and degrees are undecided', async () => {
    const rules = await rulesOf(
      `CREATE TABLE t (j jsonb); INSERT INTO t VALUES ('{"a": 2000050773706, "p": {"x": 54.328506, "y": -2.745831}, "q": ["51.507351", "0.127758"], "n": 54.3285, "at": 1700000000000}')`,
    );
    expect(rules).toEqual({
      'public.t.j$.a': 'undecided',
      'public.t.j$.p.x': 'undecided',
      'public.t.j$.p.y': 'undecided',
      'public.t.j$.q[]': 'undecided',
    });
  });

  test('a telling number that came after the review is undecided', async () => {
    await using database = await withTables(`CREATE TABLE t (j jsonb); INSERT INTO t VALUES ('{"a": "ok"}')`);
    const columns = plannedColumns((await planOnly(database.client)).entries);
    await database.client.query(`INSERT INTO t VALUES ('{"mobile": 7911843265, "count": 3}')`);
    const plan = await planOnly(database.client, { configuration: { columns } });
    expect(plan.undecided.map(({ path }) => path)).toEqual(['$.mobile']);
  });
});

test.each([
  ['public.t.nam', 'there is no column public.t.nam'],
  ['public.child.id', 'gets the rule of public.t.id'],
])('the configuration cannot name %s', async (column, message) => {
  await using database = await withTables(
    `CREATE TABLE t (id text PRIMARY KEY, name text); CREATE TABLE child (id text REFERENCES t)`,
  );
  await expect(planOnly(database.client, { configuration: { columns: { [column]: 'keep' } } })).rejects.toMatchObject({
    code: 'ANONYMIZE_UNKNOWN_COLUMN',
    message: expect.stringContaining(message),
  });
});

test('a plan shows values of what is kept and of what is undecided', async () => {
  await using database = await withTables(
    `CREATE TABLE t (fuel text, a text, j jsonb); INSERT INTO t VALUES ('gas', 'xqzvb klmpf', '{"mode": "auto"}')`,
  );
  const { entries } = await planOnly(database.client);
  expect(entries.map(({ rule, examples }) => [rule, examples])).toEqual([
    ['keep', [{ before: 'gas', after: 'gas' }]],
    ['undecided', [{ before: 'xqzvb klmpf', after: 'xqzvb klmpf' }]],
    ['keep', [{ before: 'auto', after: 'auto' }]],
  ]);
});

test('a coordinate that stays in another column is found', async () => {
  await using database = await withTables(
    `CREATE TABLE t (latitude numeric, other numeric); INSERT INTO t VALUES (54.328506, 54.328506)`,
  );
  const { plan, text } = await planAndDump(database.client);
  const check = new LeakCheck(plan.originals, plan.isReading, plan.decimalDomain);
  check.push(text);
  expect(check.end().map(({ column, domain }) => [column, plan.ruleName(domain)])).toEqual([['other', 'coordinates']]);
});
