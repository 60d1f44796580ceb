import { expect, test } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabase } from '../../../src/databases/testing/test-database.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { ownServer } from './own-server.ts';

const own = ownServer().startForFile();

const site = defineTemplate('site', ({ sql }) => sql`CREATE TABLE site AS SELECT 'depot' AS name`, { from: 'empty' });

function transaction(): Promise<TestDatabase> {
  return testDatabase({ on: own.server.description, template: site, isolation: 'transaction' });
}

async function count(db: TestDatabase): Promise<unknown> {
  return (await db.sql`SELECT count(*)::int AS n FROM site`)[0]?.['n'];
}

test('the changes of a test are rolled back, and the next one gets the same database', async () => {
  let name: string;
  {
    await using db = await transaction();
    ({ name } = db);
    await db.sql`INSERT INTO site VALUES ('yard')`;
    await db.query('CREATE TABLE more ()');
    await db.query('SET search_path = nowhere');
    await (await db.client()).query('SELECT pg_advisory_lock(1)');
  }
  await using db = await transaction();
  expect(db.name).toBe(name);
  expect(await count(db)).toBe(1);
  expect(
    await db.sql`SELECT to_regclass('more') AS more, current_setting('search_path') AS path,
                             (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`,
  ).toEqual([{ more: null, path: '"$user", public', locks: 0 }]);
});

test('tests at the same time have different databases', async () => {
  await using one = await transaction();
  await using two = await transaction();
  expect(one.name).not.toBe(two.name);
  await one.sql`INSERT INTO site VALUES ('yard')`;
  expect(await count(two)).toBe(1);
});

test('after an error it is rolled back as well', async () => {
  {
    await using db = await transaction();
    await db.sql`INSERT INTO site VALUES ('yard')`;
    await expect(db.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  }
  await using db = await transaction();
  expect(await count(db)).toBe(1);
});

test('reset and snapshots work within the transaction', async () => {
  await using db = await transaction();
  await db.sql`INSERT INTO site VALUES ('yard')`;
  const snapshot = await db.snapshot();
  await db.sql`DELETE FROM site`;
  await db.restore(snapshot);
  expect(await count(db)).toBe(2);
  await db.sql`DELETE FROM site`;
  await db.restore(snapshot);
  expect(await count(db)).toBe(2);
  await db.reset();
  expect(await count(db)).toBe(1);
  await expect(db.restore(snapshot)).rejects.toMatchObject({ code: 'NOT_A_SNAPSHOT_OF_THIS' });
});

test.each([
  ['COMMIT', 'COMMIT'],
  ['COMMIT and another BEGIN', 'COMMIT; BEGIN'],
  ['COMMIT, BEGIN and an error', `COMMIT; BEGIN; SELECT 1 / 0`],
  ['ROLLBACK', 'ROLLBACK'],
])('%s in a test is told, and what it committed is seen by nobody', async (_, statement) => {
  const db = await transaction();
  await db.sql`INSERT INTO site VALUES ('yard')`;
  await db.query(statement).catch(() => undefined);
  await expect(db[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' });
  await using next = await transaction();
  expect(await count(next)).toBe(1);
});

test('after its end neither a database nor its client can be used, and the next begins as its template', async () => {
  const db = await transaction();
  const client = await db.client();
  expect(await db.client()).toBe(client);
  expect(client.on('notice', () => undefined)).toBe(client);
  const snapshot = await db.snapshot();
  // Asked for in time: it is part of the transaction.
  const intime = client.query(`INSERT INTO site VALUES ('in time')`);
  await db[Symbol.asyncDispose]();
  await intime;
  const late = { code: 'TEST_DATABASE_CLOSED' };
  await using next = await transaction();
  expect(next.name).toBe(db.name);
  await expect(db.sql`INSERT INTO site VALUES ('late')`).rejects.toMatchObject(late);
  await expect(db.query('COMMIT')).rejects.toMatchObject(late);
  await expect(db.client()).rejects.toMatchObject(late);
  await expect(db.reset()).rejects.toMatchObject(late);
  await expect(db.snapshot()).rejects.toMatchObject(late);
  await expect(db.restore(snapshot)).rejects.toMatchObject(late);
  await expect(client.query('COMMIT')).rejects.toMatchObject(late);
  await expect(client.end()).rejects.toMatchObject(late);
  expect(client.off('notice', () => undefined)).toBe(client);
  expect(await count(next)).toBe(1);
});

test('a named statement of one test is none of the next, whatever its text', async () => {
  for (const text of ['SELECT 1 AS n', 'SELECT 2 AS n']) {
    await using db = await transaction();
    const client = await db.client();
    for (let run = 0; run < 2; run += 1) {
      expect((await client.query({ name: 'count', text })).rows).toEqual([{ n: Number(text[7]) }]);
    }
  }
});

test('no other session can connect to the database, so no other writes to it', async () => {
  await using db = await transaction();
  await expect(withConnection(db.url, (client) => client.query('DELETE FROM site'))).rejects.toMatchObject({
    code: 'CANNOT_CONNECT',
    message: expect.stringContaining('not currently accepting connections'),
  });
});

test('after a test that has closed its connection the next has another database', async () => {
  const db = await transaction();
  await (await db.client()).end();
  await expect(db[Symbol.asyncDispose]()).rejects.toThrow(/clos/);
  await using next = await transaction();
  expect(next.name).not.toBe(db.name);
  expect(await count(next)).toBe(1);
});

test('what needs other connections is refused, saying why', async () => {
  await using db = await transaction();
  expect(() => db.pool).toThrow(/isolation: "transaction"/);
  await expect(db.keep()).rejects.toMatchObject({ code: 'NOT_IN_TRANSACTION' });
});
