import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import type { TestDatabase } from '../../../src/databases/testing/test-database.ts';
import { eventually } from '../../servers/child.ts';
import { database, fresh, HARMFUL, HARMLESS, stateOf, type State, own } from './used-copies.ts';

own.startForFile();

/** A client as a suite has one of its own, which survives the end of its session. */
async function ownClient(db: TestDatabase): Promise<Client> {
  const client = new Client({ connectionString: db.url }).on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

/** Runs statements with a client of its own, resets, and returns the state and whether the session has survived. */
async function resetAfter(statements: readonly string[]): Promise<{ state: State; survived: boolean }> {
  await using db = await database();
  const client = await ownClient(db);
  for (const statement of statements) {
    await client.query(statement);
  }
  await db.reset();
  const survived = await client.query('SELECT').then(
    () => true,
    () => false,
  );
  return { state: await stateOf(db.url), survived };
}

const ROWS = [
  ...HARMLESS,
  `INSERT INTO site (name) VALUES ('zoo')`,
  `DELETE FROM site WHERE name = 'yard'`,
  `UPDATE site SET name = 'other' WHERE name = 'depot'`,
  'DELETE FROM site',
  `BEGIN; DELETE FROM site; ROLLBACK`,
  'TRUNCATE meter, reading',
  'TRUNCATE site RESTART IDENTITY CASCADE',
  'INSERT INTO scratch SELECT generate_series(1, 6000)',
  'ANALYZE site',
  'VACUUM site',
];

test.each(ROWS)('after %s the client goes on, and all is as in the template', async (statement) => {
  const then = await fresh();
  const { state, survived } = await resetAfter([statement]);
  expect(state).toEqual(then);
  expect(survived).toBe(true);
});

const OTHERS = [...HARMFUL, 'DROP TABLE reading', `CREATE TYPE mood AS ENUM ('sad')`].filter(
  (statement) => !ROWS.includes(statement),
);

test.each(OTHERS)('after %s all is as in the template', async (statement) => {
  const then = await fresh();
  const { state } = await resetAfter([statement]);
  expect(diff(then.catalog, state.catalog)).toMatchObject({ grade: 'equal' });
});

test('what is more than rows is undone by another database, and the session is ended', async () => {
  expect(await resetAfter(['ALTER TABLE meter ADD COLUMN serial_number text'])).toMatchObject({ survived: false });
});

test('a statement that a client has prepared is valid after several resets', async () => {
  await using db = await database();
  const client = await ownClient(db);
  const sites = { name: 'sites', text: 'SELECT * FROM site ORDER BY site_id' };
  const { rows: before } = await client.query(sites);
  for (const name of ['one', 'two']) {
    await client.query(`INSERT INTO site (name) VALUES ('${name}')`);
    await db.reset();
    expect((await client.query(sites)).rows).toEqual(before);
  }
});

const precise = defineTemplate(
  'precise',
  ({ client }) =>
    client.query(`
      CREATE TABLE reading (value float8, lasted interval, at timestamptz);
      INSERT INTO reading VALUES (0.1::float8 + 0.2, '-1 day +2 hours', '2026-01-02 03:04:05.678901+00');
      CREATE TABLE ticket (id int PRIMARY KEY);
      CREATE SEQUENCE cached CACHE 20;
      CREATE TABLE history AS SELECT n, repeat('x', 500) AS text FROM generate_series(1, 20000) AS n;
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET extra_float_digits = 0', current_database());
        EXECUTE format('ALTER DATABASE %I SET datestyle = "SQL, DMY"', current_database());
        EXECUTE format('ALTER DATABASE %I SET intervalstyle = sql_standard', current_database());
      END $$;`),
  { from: 'empty' },
);

test('values are restored to the last bit, whatever the settings of the database', async () => {
  await using db = await database(precise);
  const client = await ownClient(db);
  const bits =
    'SELECT float8send(value) AS value, interval_send(lasted) AS lasted, timestamptz_send(at) AS at FROM reading';
  const { rows: before } = await client.query(bits);
  await client.query('DELETE FROM reading');
  await db.reset();
  expect((await client.query(bits)).rows).toEqual(before);
});

test('a session that keeps numbers of a sequence is ended', async () => {
  await using db = await database(precise);
  const client = await ownClient(db);
  await client.query(`INSERT INTO ticket SELECT nextval('cached')`);
  await db.reset();
  await expect(client.query('SELECT')).rejects.toThrow(/terminat|not queryable/);
  expect(await db.sql`SELECT nextval('cached')::int AS n`).toEqual([{ n: 1 }]);
});

test('a large table that was restored once is not copied again, and its space is used again', async () => {
  await using db = await database(precise);
  const client = await ownClient(db);
  const sizes: unknown[] = [];
  const written = `SELECT DISTINCT xmin::text FROM history`;
  await client.query('DELETE FROM history WHERE n = 1');
  await db.reset();
  const { rows: transactions } = await client.query(written);
  for (let round = 0; round < 3; round += 1) {
    await client.query('DELETE FROM reading');
    await db.reset();
    expect((await client.query(written)).rows).toEqual(transactions);
  }
  for (let round = 0; round < 6; round += 1) {
    await client.query('UPDATE history SET n = n WHERE n = 1');
    await db.reset();
    sizes.push((await client.query(`SELECT pg_relation_size('history') < 64000000 AS small`)).rows[0]);
  }
  expect(sizes).toEqual(sizes.map(() => ({ small: true })));
});

test('what the connections of the database itself are doing ends', async () => {
  await using db = await database();
  const client = await ownClient(db);
  const inserting = db.query('INSERT INTO scratch SELECT 1 FROM pg_sleep(600)').catch((error: unknown) => error);
  const second = await db.client();
  second.on('error', () => undefined);
  await second.query('BEGIN; INSERT INTO scratch VALUES (2)');
  await db.reset();
  expect(await inserting).toBeInstanceOf(Error);
  await expect(second.query('COMMIT')).rejects.toThrow(/terminat|not queryable|closed/);
  expect((await client.query('SELECT FROM scratch')).rowCount).toBe(0);
});

test('a client that connects during a reset is not ended', async () => {
  for (let round = 0; round < 10; round += 1) {
    await using db = await database();
    await db.sql`INSERT INTO scratch VALUES (1)`;
    const client = new Client({ connectionString: db.url });
    const lost: unknown[] = [];
    client.on('error', (error) => lost.push(error));
    const resetting = db.reset();
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    const refused = await client.connect().catch((error: unknown) => error);
    await resetting;
    const seen = refused === undefined ? await client.query('SELECT FROM scratch') : { rowCount: 0 };
    await client.end().catch(() => undefined);
    expect({ lost, rows: seen.rowCount }).toEqual({ lost: [], rows: 0 });
  }
});

test('a query that runs is canceled, and its client goes on', async () => {
  await using db = await database();
  const client = await ownClient(db);
  const running = client.query('SELECT pg_sleep(600)').catch((error: unknown) => error);
  await eventually('the query runs', async () => {
    const [row] = await db.sql<{
      n: number;
    }>`SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    return row?.n === 1;
  });
  await db.reset();
  expect(await running).toMatchObject({ code: '57014' });
  expect((await client.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
});

test('a transaction that is open goes on, unless it holds rows that have to be restored', async () => {
  await using db = await database();
  const client = await ownClient(db);
  await client.query('BEGIN');
  await client.query('SELECT FROM site');
  await db.sql`INSERT INTO site (name) VALUES ('zoo')`;
  await db.reset();
  await client.query('COMMIT');
  expect(await db.sql`SELECT name FROM site ORDER BY 1`).toEqual([{ name: 'depot' }, { name: 'yard' }]);

  await db.sql`INSERT INTO site (name) VALUES ('zoo')`;
  await client.query(`BEGIN; DELETE FROM site`);
  await db.reset();
  await expect(client.query('COMMIT')).rejects.toThrow(/terminat|not queryable/);
  expect(await db.sql`SELECT name FROM site ORDER BY 1`).toEqual([{ name: 'depot' }, { name: 'yard' }]);
});
