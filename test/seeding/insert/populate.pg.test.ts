import * as fc from 'fast-check';
import type { Client } from 'pg';
import { describe, expect, test, vi } from 'vitest';

import { createPopulator, populate } from '../../../src/seeding/insert/populate.ts';
import { scratchDatabase } from '../../database.ts';
import { populated, rowsOf } from './populated.ts';

const SCHEMA = `
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
  CREATE TABLE person (id serial PRIMARY KEY, email text NOT NULL UNIQUE, mood mood, born date, seen timestamptz DEFAULT now());
  CREATE TABLE pet (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, owner int NOT NULL REFERENCES person, name varchar(20),
    weight numeric(5,2) CHECK (weight > 0), tags text[]);
  CREATE TABLE toy (pet uuid REFERENCES pet, n int, PRIMARY KEY (pet, n), price money)`;
const TABLES = ['person', 'pet', 'toy'];

describe('populate', () => {
  test('gives the same rows for the same schema and salt, and others for another', async () => {
    await using first = await populated(SCHEMA);
    await using second = await populated(SCHEMA);
    await using third = await populated(SCHEMA, { salt: 1 });
    const rows = await rowsOf(first.client, TABLES);
    expect(await rowsOf(second.client, TABLES)).toEqual(rows);
    const others = await rowsOf(third.client, TABLES);
    expect(TABLES.filter((table) => others[table]?.some((row) => rows[table]?.includes(row)))).toEqual([]);
  });

  test('reads no table again whose definition an earlier call has had, and makes the same rows', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(`
      CREATE TABLE person (email text PRIMARY KEY, born date);
      CREATE TABLE pet (owner text NOT NULL REFERENCES person, name varchar(20))`);
    const only = ['public.person', 'public.pet'];
    const fill = createPopulator();
    const query = vi.spyOn(client, 'query');
    const filled = async (definition: string): Promise<[unknown, boolean]> => {
      await client.query('TRUNCATE person, pet');
      query.mockClear();
      await fill(client, { only, definitions: new Map(only.map((table) => [table, table + definition])) });
      const read = query.mock.calls.some((call) => JSON.stringify(call).includes('pg_attribute'));
      return [await rowsOf(client, ['person', 'pet']), read];
    };
    const [rows, read] = await filled('1');
    expect(read).toBe(true);
    expect(await filled('1')).toEqual([rows, false]);
    await client.query('TRUNCATE pet; ALTER TABLE pet ADD COLUMN weight int NOT NULL');
    const [others, readAgain] = await filled('2');
    expect(readAgain).toBe(true);
    expect(others).not.toEqual(rows);
    expect(await filled('2')).toEqual([others, false]);
  });

  test.for([
    ["'ORD-7'", 1],
    [`('ORD-7'::text COLLATE "C")::varchar(9)`, 1],
    // The server would give other rows each time.
    ["'ORD-' || (random() * 1000)::int", 0],
  ] as const)('tries the default %s only if it is constant', async ([expression, tables]) => {
    await using database = await scratchDatabase('synthesis');
    await database.client.query(`
      CREATE FUNCTION is_order(code text) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT code ~ '^ORD-[0-9]+$' $$;
      CREATE TABLE orders (code varchar(20) NOT NULL DEFAULT ${expression} CHECK (is_order(code)))`);
    expect((await populate(database.client)).populated).toHaveLength(tables);
  });

  test('does not depend on the settings of the session', async () => {
    await using first = await populated(SCHEMA);
    await using second = await populated(
      `SET datestyle = 'SQL, DMY'; SET timezone = 'Asia/Kathmandu'; SET intervalstyle = 'iso_8601';
       SET standard_conforming_strings = off; SET escape_string_warning = off; ${SCHEMA}`,
    );
    await second.client.query(
      'RESET datestyle; RESET timezone; RESET intervalstyle; RESET standard_conforming_strings',
    );
    expect(await rowsOf(second.client, TABLES)).toEqual(await rowsOf(first.client, TABLES));
  });

  test('adds rows to tables that have some', async () => {
    await using database = await populated(SCHEMA);
    for (const salt of [1, 2, 2, 2]) {
      const report = await populate(database.client, { salt });
      expect(report.unpopulated).toEqual([]);
    }
    expect(await database.values('SELECT count(*)::int FROM toy')).toEqual([30]);
  });

  test('takes values of an unknown type from rows that are there', async () => {
    // The values look like 16/B374D848, which nobody guesses.
    const type = `CREATE TYPE mark;
      CREATE FUNCTION mark_in(cstring) RETURNS mark LANGUAGE internal STRICT IMMUTABLE AS 'pg_lsn_in';
      CREATE FUNCTION mark_out(mark) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'pg_lsn_out';
      CREATE TYPE mark (INPUT = mark_in, OUTPUT = mark_out, LIKE = pg_lsn);
      CREATE TABLE known (id int PRIMARY KEY, m mark NOT NULL);
      CREATE TABLE "Copied" (id int PRIMARY KEY, m mark NOT NULL);`;
    await using database = await scratchDatabase('synthesis');
    await database.client.query(type);
    const populateAgain = createPopulator();
    const { unpopulated } = await populateAgain(database.client);
    expect(unpopulated.map(({ table }) => table)).toEqual(['public."Copied"', 'public.known']);
    await database.client.query("INSERT INTO known VALUES (-1, '16/B374D848')");
    expect((await populateAgain(database.client)).unpopulated).toEqual([]);
    const { rows } = await database.client.query('SELECT DISTINCT m::text FROM "Copied"');
    expect(rows).toEqual([{ m: '16/B374D848' }]);
  });

  test('commits a separate transaction', async () => {
    await using database = await populated(SCHEMA);
    expect(database.client.getTransactionStatus()).toBe('I');
    await database.client.query('ROLLBACK');
    expect(await database.values('SELECT count(*)::int FROM toy')).toEqual([6]);
  });

  test('works in the transaction of the caller', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(SCHEMA);
    await client.query('BEGIN');
    const report = await populate(client);
    expect(report.populated).toHaveLength(3);
    expect(client.getTransactionStatus()).toBe('T');
    await client.query('ROLLBACK');
    expect((await rowsOf(client, TABLES))['toy']).toEqual([]);
  });

  test('refuses a transaction that has failed', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query('BEGIN');
    await client.query('SELECT 1 / 0').catch(() => undefined);
    await expect(populate(client)).rejects.toMatchObject({ code: 'POPULATE_IN_FAILED_TRANSACTION' });
  });

  test('leaves no transaction open when the connection fails it', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(`${SCHEMA}; SET statement_timeout = 1`);
    await client.query('LOCK TABLE pg_class').catch(() => undefined);
    await populate(client).catch(() => undefined);
    expect(client.getTransactionStatus()).toBe('I');
  });
});

/** How many times a client is asked something. */
async function roundTrips(client: Client, work: () => Promise<unknown>): Promise<number> {
  using query = vi.spyOn(client, 'query');
  await work();
  return query.mock.calls.length;
}

describe('a populator', () => {
  const HARD = `${SCHEMA};
    CREATE FUNCTION picky() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.a IS NOT NULL AND NEW.a NOT LIKE '/%' THEN RAISE 'no path'; END IF; RETURN NEW; END $$;
    CREATE TABLE picky (a text, b int); CREATE TRIGGER g BEFORE INSERT ON picky FOR EACH ROW EXECUTE FUNCTION picky();
    CREATE TABLE never (a int CHECK (false))`;

  test('finds its way once', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(HARD);
    const populateAgain = createPopulator();
    const first = await roundTrips(client, () => populateAgain(client, { salt: 0 }));
    const second = await roundTrips(client, () => populateAgain(client, { salt: 1 }));
    expect(first).toBeGreaterThan(10);
    // The transaction, the catalog, the rows; twice more for the table that takes none.
    expect(second).toBeLessThanOrEqual(6);
  });

  test('notices that a table or a type has changed', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(HARD);
    const populateAgain = createPopulator();
    await populateAgain(client, { salt: 0 });
    await client.query(
      `DROP TABLE never; CREATE TABLE never (a int CHECK (a > 7)); ALTER TABLE person ADD COLUMN age int NOT NULL DEFAULT 300;
       ALTER TABLE person ALTER age DROP DEFAULT, ADD CHECK (age > 200); ALTER TYPE mood ADD VALUE 'new'`,
    );
    const report = await populateAgain(client, { salt: 1 });
    expect(report.unpopulated).toEqual([]);
    expect(report.populated.map(({ rows }) => rows)).toEqual([6, 6, 6, 6, 6]);
    const { rows } = await client.query('SELECT FROM person WHERE age > 200');
    expect(rows).toHaveLength(12);
  });
});

describe('types', () => {
  test('a new label of an enum turns up', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await client.query(`CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e[] NOT NULL, b int)`);
    const populateAgain = createPopulator();
    await populateAgain(client, { salt: 0 });
    await client.query(`ALTER TYPE e ADD VALUE 'b'`);
    await populateAgain(client, { salt: 1 });
    const { rows } = await client.query(`SELECT FROM t WHERE 'b' = ANY (a)`);
    expect(rows).not.toEqual([]);
  });
});

describe('random schemas', () => {
  const type = fc.constantFrom(
    'int',
    'text',
    'date',
    'numeric(6,2)',
    'varchar(5)',
    'boolean',
    'uuid',
    'mood',
    'timestamptz',
    'int[]',
  );
  const column = fc.record({
    type,
    required: fc.boolean(),
    unique: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  });
  const table = fc.record({
    columns: fc.array(column, { minLength: 0, maxLength: 5 }),
    parents: fc.array(fc.record({ to: fc.nat(5), required: fc.boolean(), unique: fc.boolean() }), { maxLength: 3 }),
    serial: fc.boolean(),
  });

  test('are populated, whatever refers to what', async () => {
    await using database = await scratchDatabase('synthesis');
    const { client } = database;
    await fc.assert(
      fc.asyncProperty(fc.array(table, { minLength: 1, maxLength: 6 }), async (tables) => {
        await client.query('DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; SET search_path = s');
        await client.query(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')`);
        const definitions = tables.map(({ columns, serial }, i) => {
          const own = columns.map(
            ({ type: name, required, unique }, c) =>
              `c${c} ${name}${required ? ' NOT NULL' : ''}${unique && !['boolean', 'mood'].includes(name) ? ' UNIQUE' : ''}`,
          );
          return `CREATE TABLE t${i} (${[`id ${serial ? 'serial' : 'int'} PRIMARY KEY`, ...own].join(', ')})`;
        });
        const keys = tables.flatMap(({ parents }, i) =>
          parents.map(
            ({ to, required, unique }, p) =>
              `ALTER TABLE t${i} ADD COLUMN p${p} int${required ? ' NOT NULL' : ''}${unique ? ' UNIQUE' : ''}
                 REFERENCES t${to % tables.length}`,
          ),
        );
        await client.query([...definitions, ...keys].join('; '));
        const { unpopulated } = await populate(client);
        expect(unpopulated).toEqual([]);
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});
