import { describe, expect, inject, test } from 'vitest';

import { requireDecisions } from '../../../src/client-data/anonymize/plan/require-decisions.ts';
import { plannedColumns } from '../../../src/client-data/anonymize/plan/write-plan.ts';
import { decodedForms } from '../../../src/client-data/leak-check/decoded-forms.ts';
import { LeakCheck } from '../../../src/client-data/leak-check/leak-check.ts';
import { mpanCheckDigit } from '../../../src/seeding/values/uk-identifiers.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { load, one } from '../../migrations/client-data/loaded-files.ts';
import { KEY, planAndDump, planOnly } from './dumped.ts';
import { PLANTED, SCHEMA, TABLES } from './planted.ts';

/** Lower case letters and digits alone: written by hand here, so that the test does not trust what it tests. */
function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

async function planted(serverUrl = inject('serverUrl')): Promise<ScratchDatabase> {
  const database = await scratchDatabase('planted', serverUrl);
  await database.client.query(SCHEMA);
  return database;
}

async function withTables(sql: string): Promise<ScratchDatabase> {
  const database = await scratchDatabase('tables');
  await database.client.query(sql);
  return database;
}

describe('the planted values', () => {
  test('are all gone, also in decoded forms, without a decision of the user', async () => {
    await using database = await planted();
    const { text } = await planAndDump(database.client);
    const fields = text.split('\n').flatMap((line) => line.split('\t'));
    const forms = fields
      .flatMap((field) => decodedForms(field.replaceAll('\\\\', '\\')))
      .map((form) => squeezed(form.text))
      .join('\n');
    const values = Object.values(PLANTED).flat();
    expect(values.length).toBeGreaterThanOrEqual(74);
    expect(values.filter((value) => forms.includes(squeezed(value)))).toEqual([]);
  });

  test('are found by the leak check where they stay', async () => {
    await using database = await planted();
    const { plan, text } = await planAndDump(database.client);
    expect(leaksOf(text, plan.originals)).toEqual([]);
    const { text: real } = await planAndDump(database.client, { configuration: { columns: {} } }, 'real');
    expect(leaksOf(real, plan.originals).length).toBe(20);
  });

  test('leave what is harmless as it is', async () => {
    await using database = await planted();
    const { text } = await planAndDump(database.client);
    for (const kept of [
      'active',
      '"theme": "dark"',
      '"limit": 1.50',
      '2024-01-01 23:30:00+00\t2.875',
      '0f8fad5b-d9cb-469f',
    ]) {
      expect(text).toContain(kept);
    }
  });

  test('become rows that load, with all keys and checks', async () => {
    await using database = await planted();
    const { text } = await planAndDump(database.client);
    await using copy = await withTables(TABLES);
    const { rows } = await load(copy, text);
    expect(rows).toBe(3 + 3 + 147 + 4 + 2);
    expect(await one(copy, 'SELECT count(*)::int FROM crm.meters m JOIN crm.customers c USING (customer_id)')).toBe(3);
    // The key words: by a foreign key, by text without one, in JSON as a value and as a key.
    expect(await one(copy, 'SELECT count(*)::int FROM odd.t2 JOIN crm.customers ON ref = customer_id')).toBe(2);
    expect(
      await one(copy, `SELECT customer_id = settings -> 'sites' ->> 0 FROM crm.customers WHERE settings ? 'sites'`),
    ).toBe(true);
    expect(
      await one(copy, `SELECT count(*)::int FROM crm.customers a JOIN crm.customers b ON a.settings ? b.customer_id`),
    ).toBe(1);
    // The same place as two numbers, as a composite type, and as a point.
    expect(
      await one(
        copy,
        'SELECT count(*)::int FROM crm.customers WHERE (place).lat = latitude AND (place).lon = longitude',
      ),
    ).toBe(2);
    expect(
      await one(copy, 'SELECT count(*)::int FROM odd.t2 JOIN crm.customers ON p[0] = latitude AND p[1] = longitude'),
    ).toBe(2);
    // The same mail in a column, and in JSON as text.
    expect(await one(copy, `SELECT count(*)::int FROM odd.t1 JOIN odd.t2 ON t1.v = raw::json ->> 'mail'`)).toBe(1);
    const { rows: meters } = await copy.client.query<{ mpan: string }>('SELECT mpan FROM crm.meters');
    for (const { mpan } of meters) {
      expect(mpan.startsWith('99') && mpanCheckDigit(mpan.slice(0, 12)) === mpan[12], mpan).toBe(true);
    }
    expect(await one(copy, `SELECT bool_and(address LIKE '%, ' || postcode) FROM crm.customers`)).toBe(true);
  });

  test('give the same bytes again, in another database, and after the rows moved; others with another key', async () => {
    await using database = await planted();
    const { text } = await planAndDump(database.client);
    expect((await planAndDump(database.client)).text).toBe(text);
    await database.client.query(`UPDATE crm.customers SET status = status WHERE customer_id LIKE 'b%'`);
    await database.client.query('VACUUM FULL crm.customers');
    expect((await planAndDump(database.client)).text).toBe(text);
    await using other = await planted();
    expect((await planAndDump(other.client)).text).toBe(text);
    expect((await planAndDump(other.client, { key: `${KEY}!` })).text).not.toBe(text);
  });

  test('give the same pseudonyms by a reviewed plan', async () => {
    await using database = await planted();
    const { plan, text } = await planAndDump(database.client);
    const columns = plannedColumns(plan.entries);
    const again = await planAndDump(database.client, { configuration: { columns } });
    expect(again.text).toBe(text);
    expect(again.plan.entries.every(({ reason, isNew }) => reason === 'configuration' && !isNew)).toBe(true);
  });
});

function leaksOf(text: string, originals: ConstructorParameters<typeof LeakCheck>[0]): readonly unknown[] {
  const check = new LeakCheck(originals);
  check.push(text);
  return check.end();
}

describe('a dump is refused', () => {
  test.each([
    ['long numbers without a telling name', `a bigint`, '2000050773706', 'whole numbers of 9 to 14 digits'],
    ['long numbers as text', `a text`, `'100110715234'`, 'long numbers'],
    ['words that no rule knows', `a text`, `'xqzvb klmpf'`, '1 of 1 values match no rule'],
    ['ids made of words', `site_ref text`, `'north_farm'`, 'ids made of words'],
    ['a type that nothing is known of', `a xml`, `'<a/>'`, 'cannot be looked into'],
  ])('because of %s', async (_what, column, value, reason) => {
    await using database = await withTables(`CREATE TABLE t (id int, ${column}); INSERT INTO t VALUES (1, ${value})`);
    const plan = await planOnly(database.client);
    expect(() => requireDecisions(plan)).toThrow(expect.objectContaining({ code: 'ANONYMIZE_UNDECIDED' }));
    expect(() => requireDecisions(plan)).toThrow(reason);
  });

  test('because of places in two unnamed columns of numbers', async () => {
    await using database = await withTables(
      `CREATE TABLE t (id int, a numeric, b float8); INSERT INTO t VALUES (1, 54.328506, -2.745831), (2, 51.507351, 0.127758)`,
    );
    const plan = await planOnly(database.client);
    expect(plan.undecided.map(({ column }) => column)).toEqual(['public.t.a', 'public.t.b']);
  });

  test('because of a column or a path that came after the review', async () => {
    await using database = await withTables(
      `CREATE TABLE t (id int, name text, j jsonb); INSERT INTO t VALUES (1, 'Anna Miller', '{"a": "ok"}')`,
    );
    const columns = plannedColumns((await planOnly(database.client)).entries);
    expect(columns).toEqual({ 'public.t.name': 'person', 'public.t.j': { '$.a': 'keep' } });
    await database.client.query(`ALTER TABLE t ADD note text DEFAULT 'yes'; UPDATE t SET j = '{"a": "ok", "b": "no"}'`);
    const plan = await planOnly(database.client, { configuration: { columns } });
    expect(plan.undecided.map(({ column, path }) => [column, path])).toEqual([
      ['public.t.j', '$.b'],
      ['public.t.note', undefined],
    ]);
    expect(() => requireDecisions(plan)).toThrow('public.t.note: not in the configuration');
  });

  test('because of a rule that does not exist', async () => {
    await using database = await withTables(`CREATE TABLE t (id int, name text)`);
    const configuration = { columns: { 'public.t.name': 'persons' } };
    await expect(planOnly(database.client, { configuration })).rejects.toMatchObject({
      code: 'ANONYMIZE_UNKNOWN_RULE',
      message: expect.stringContaining('public.t.name: unknown rule "persons"'),
    });
  });

  test('because a unique column has more values than a rule has pseudonyms', async () => {
    await using database = await withTables(
      `CREATE TABLE t (pin char(1) UNIQUE); INSERT INTO t SELECT lower(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', n, 1)) FROM generate_series(1, 36) n`,
    );
    const configuration = { columns: { 'public.t.pin': 'label' } };
    await expect(planOnly(database.client, { configuration })).rejects.toMatchObject({
      code: 'ANONYMIZE_NO_PSEUDONYM',
      message: expect.stringContaining('public.t.pin'),
    });
  });
});

describe('pseudonyms fit', () => {
  test('a unique column of 5,000 names, a length, and a CHECK', async () => {
    await using database = await withTables(
      `CREATE TABLE t (id int, name varchar(14) UNIQUE CHECK (name ~ '^[A-Z]'), site_id varchar(9) PRIMARY KEY CHECK (site_id ~ '^[a-z_]+$'));
       INSERT INTO t SELECT n, 'Site ' || n, 'site_' || translate(lpad(n::text, 4, '0'), '0123456789', 'abcdefghij') FROM generate_series(1, 5000) n`,
    );
    const { text } = await planAndDump(database.client);
    await using copy = await withTables(
      `CREATE TABLE t (id int, name varchar(14) UNIQUE CHECK (name ~ '^[A-Z]'), site_id varchar(9) PRIMARY KEY CHECK (site_id ~ '^[a-z_]+$'))`,
    );
    expect((await load(copy, text)).rows).toBe(5000);
  });

  test('a domain and a numeric type', async () => {
    await using database = await withTables(
      `CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^[A-Z]{1,2}\\d{1,2} \\d[A-Z]{2}$');
       CREATE TABLE t (id int, pc postcode, phone bigint); INSERT INTO t VALUES (1, 'LA9 4JB', 1539822417), (2, 'YO30 7DR', 447911843265);
       COMMENT ON COLUMN t.pc IS 'Postcode of the meter'`,
    );
    const { text } = await planAndDump(database.client);
    expect(text).toMatch(/^1\tLA\d \d[A-Z]{2}\t2079460\d{3}$/m);
    expect(text).toMatch(/^2\tYO\d \d[A-Z]{2}\t442079460\d{3}$/m);
  });
});

test('values that the migrations insert stay', async () => {
  await using database = await withTables(
    `CREATE TABLE kind (kind_id text PRIMARY KEY); CREATE TABLE t (id int, kind_id text REFERENCES kind);
     INSERT INTO kind VALUES ('roof_pv'), ('north_farm'); INSERT INTO t VALUES (1, 'roof_pv'), (2, 'north_farm')`,
  );
  const { text } = await planAndDump(database.client, { open: new Set(['roof_pv']) });
  expect(text).toContain('1\troof_pv');
  expect(text).not.toContain('north_farm');
});

test('a custom rule replaces values in columns, arrays and JSON', async () => {
  await using database = await withTables(
    `CREATE TABLE t (id int, badges text[], j jsonb); INSERT INTO t VALUES (1, '{B-1234567,"B-7654321"}', '{"badge": "B-1234567"}')`,
  );
  const { text } = await planAndDump(database.client, {
    configuration: { columns: { 'public.t.badges': 'badge', 'public.t.j': { '$.badge': 'badge' } } },
    rules: {
      badge: {
        summary: 'X and digits',
        pseudonym: (value, { choices }) => `X-${choices('badge', value).characters(5, '0123456789')}`,
      },
    },
  });
  const [, first] = /\{"(X-\d{5})","X-\d{5}"\}/.exec(text) ?? [];
  expect(text).toContain(`{"badge": "${first}"}`);
});
