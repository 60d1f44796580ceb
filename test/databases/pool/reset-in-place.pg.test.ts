import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
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
