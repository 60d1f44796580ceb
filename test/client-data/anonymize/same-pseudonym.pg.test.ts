import { describe, expect, test } from 'vitest';

import type { AnonymizeConfiguration } from '../../../src/configuration/anonymize-schema.ts';
import { Pseudonyms } from '../../../src/client-data/anonymize/pseudonyms.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { load, one } from '../../migrations/client-data/loaded-files.ts';
import { KEY, planAndDump, planOnly } from './dumped.ts';

async function withTables(sql: string): Promise<ScratchDatabase> {
  const database = await scratchDatabase('same');
  await database.client.query(sql);
  return database;
}

type Columns = NonNullable<AnonymizeConfiguration['columns']>;

/** Dumps the rows, and loads them into another database with the tables. */
async function reload(tables: string, rows: string, columns?: Columns): Promise<ScratchDatabase> {
  await using database = await withTables(`${tables}; ${rows}`);
  const { text } = await planAndDump(database.client, columns === undefined ? {} : { configuration: { columns } });
  const copy = await withTables(tables);
  await load(copy, text);
  return copy;
}

describe('a value has one pseudonym', () => {
  test('in a short column, in a long one and in JSON', async () => {
    await using copy = await reload(
      `CREATE TABLE site (site_id varchar(12) PRIMARY KEY, j jsonb); CREATE TABLE log (site_ref text)`,
      `INSERT INTO site VALUES ('north_farm', '{"site_id": "north_farm"}'); INSERT INTO log VALUES ('north_farm')`,
      { 'public.site.site_id': 'key', 'public.log.site_ref': 'key', 'public.site.j': { '$.site_id': 'key' } },
    );
    expect(await one(copy, `SELECT site_id = site_ref AND j ->> 'site_id' = site_ref FROM site, log`)).toBe(true);
    expect(await one(copy, `SELECT site_ref <> 'north_farm' FROM log`)).toBe(true);
  });

  test('after a retry, however it is written', () => {
    const pseudonyms = new Pseudonyms(KEY);
    const before = pseudonyms.of('key', 'north_farm');
    pseudonyms.tryNext('key', 'north_farm');
    expect(pseudonyms.of('key', 'north_farm')).not.toBe(before);
    expect(pseudonyms.of('key', 'north farm')).toBe(pseudonyms.of('key', 'north_farm').replaceAll('_', ' '));
  });

  test('when another column needs a retry of it', async () => {
    await using copy = await reload(
      `CREATE TABLE a (name text CHECK (name ~ '^[A-M]')); CREATE TABLE b (name text CHECK (name ~ '[a-m]$'))`,
      `INSERT INTO a SELECT 'Area ' || n || 'a' FROM generate_series(1, 20) n; INSERT INTO b SELECT name FROM a`,
      { 'public.a.name': 'label', 'public.b.name': 'label' },
    );
    expect(await one(copy, 'SELECT count(*)::int FROM a JOIN b USING (name)')).toBe(20);
  });
});

describe('pseudonyms load', () => {
  test('of addresses in a unique column, and of padded text', async () => {
    await using copy = await reload(
      `CREATE TABLE t (a inet UNIQUE, c char(8) UNIQUE)`,
      `INSERT INTO t SELECT ('81.187.44.' || n)::inet, 'ab' || n FROM generate_series(1, 200) n`,
      { 'public.t.a': 'ip', 'public.t.c': 'identifier' },
    );
    expect(await one(copy, 'SELECT count(DISTINCT a)::int FROM t')).toBe(200);
  });

  test('of mail addresses that differ in case', async () => {
    await using copy = await reload(
      `CREATE TABLE t (email text UNIQUE)`,
      `INSERT INTO t VALUES ('Anna@miller.uk'), ('anna@miller.uk'), ('ANNA@miller.uk')`,
    );
    expect(await one(copy, 'SELECT count(DISTINCT email)::int FROM t')).toBe(3);
  });

  test.each([
    [
      'of a domain in public',
      `CREATE DOMAIN code AS text CHECK (VALUE ~ '^[C-E][0-9]{4}$'); CREATE TABLE t (c code)`,
      `'C1234'`,
      't.c',
    ],
    ['of a column called at', `CREATE TABLE t (at text CHECK (at ~ '^[C-E][0-9]{4}$'))`, `'C1234'`, 't.at'],
    [
      'of elements of a domain',
      `CREATE DOMAIN code AS text CHECK (VALUE ~ '^[C-E][0-9]{4}$'); CREATE TABLE t (c code[])`,
      `'{C1234,D4321}'`,
      't.c',
    ],
  ])('%s', async (_what, tables, value, column) => {
    await using copy = await reload(tables, `INSERT INTO t VALUES (${value})`, { [`public.${column}`]: 'identifier' });
    expect(await one(copy, 'SELECT count(*)::int FROM t')).toBe(1);
    expect(await one(copy, 'SELECT t::text FROM t')).not.toContain('C1234');
  });

  test('beside an index on an expression, with a name that is a pattern', async () => {
    await using database = await withTables(
      `CREATE TABLE t ("price[" int, name text); CREATE UNIQUE INDEX ON t (lower(name)); INSERT INTO t VALUES (1, 'Anna Miller')`,
    );
    expect((await planOnly(database.client)).entries.map(({ rule }) => rule)).toEqual(['person']);
  });

  test('or the column of partitions is named that has no place for them', async () => {
    await using database = await withTables(
      `CREATE TABLE t (site_id text) PARTITION BY LIST (site_id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('north_farm');
       INSERT INTO t VALUES ('north_farm')`,
    );
    const keyed = { configuration: { columns: { 'public.t.site_id': 'key' } } };
    await expect(planOnly(database.client, keyed)).rejects.toMatchObject({
      code: 'ANONYMIZE_NO_PSEUDONYM',
      message: expect.stringContaining('public.t.site_id'),
    });
    await database.client.query('CREATE TABLE t2 PARTITION OF t DEFAULT');
    expect((await planOnly(database.client, keyed)).undecided).toEqual([]);
  });

  test('of times at the end of time', async () => {
    await using database = await withTables(
      `CREATE TABLE t (m int, ts timestamptz, until date, kwh float8, PRIMARY KEY (m, ts)); INSERT INTO t VALUES (1, '2024-01-01 00:00Z', '9999-12-31', 1)`,
    );
    const { text } = await planAndDump(database.client, { configuration: { readings: { '*': { shiftDays: 366 } } } });
    expect(text).toContain('1\t2025-01-01 00:00:00+00\t9999-12-31');
  });
});

describe('values of columns with keys are all seen', () => {
  test.each([
    [
      'a key that is not validated',
      `CREATE TABLE s (id text PRIMARY KEY); CREATE TABLE t (id text); INSERT INTO s VALUES ('gas'); INSERT INTO t VALUES ('Ottoline Fairweather'); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES s NOT VALID`,
    ],
    [
      'a NULL beside it',
      `CREATE TABLE s (a int, id text, PRIMARY KEY (a, id)); CREATE TABLE t (a int, id text, FOREIGN KEY (a, id) REFERENCES s); INSERT INTO s VALUES (1, 'gas'); INSERT INTO t VALUES (NULL, 'Ottoline Fairweather')`,
    ],
    [
      'two keys',
      `CREATE TABLE s (id text PRIMARY KEY); CREATE TABLE u (id text PRIMARY KEY); CREATE TABLE t (id text REFERENCES s, FOREIGN KEY (id) REFERENCES u); INSERT INTO s VALUES ('gas'); INSERT INTO u VALUES ('gas'), ('Ottoline Fairweather'); INSERT INTO t VALUES ('gas')`,
    ],
  ])('with %s', async (_what, sql) => {
    await using database = await withTables(sql);
    const { plan, text } = await planAndDump(database.client);
    expect(text).not.toContain('Ottoline');
    expect(plan.originals.domainOf('Ottoline Fairweather')).toBeDefined();
  });
});
