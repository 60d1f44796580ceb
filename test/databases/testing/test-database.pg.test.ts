import { Client } from 'pg';
import { expect, test } from 'vitest';

import { readOwnDatabases, type Ownership } from '../../../src/databases/ownership.ts';
import { openCluster } from '../../../src/databases/pool/cluster.ts';
import { reclaim } from '../../../src/databases/pool/reclaim.ts';
import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabase } from '../../../src/databases/testing/test-database.ts';
import type { TestDatabaseOptions } from '../../../src/databases/testing/options.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { MIGRATIONS, own, database, openAdmin, oidOf } from './lent-databases.ts';

own.startForFile();

async function namesIn(db: TestDatabase): Promise<string[]> {
  return (await db.sql<{ name: string }>`SELECT name FROM site ORDER BY name`).map(({ name }) => name);
}

test('each test has a separate database, by URL, pool and client', async () => {
  await using one = await database();
  await using two = await database();
  await one.sql`INSERT INTO site VALUES (${`it's "quoted" $1`})`;
  const client = await one.client();
  expect((await client.query('SELECT count(*)::int AS n FROM site')).rows).toEqual([{ n: 2 }]);
  expect((await one.query('SELECT name FROM site WHERE name <> $1', ['depot'])).rows).toEqual([
    { name: `it's "quoted" $1` },
  ]);
  const outside = new Client({ connectionString: one.url });
  await outside.connect();
  expect((await outside.query('SELECT current_database() AS name')).rows).toEqual([{ name: one.name }]);
  await outside.end();
  expect(await namesIn(two)).toEqual(['depot']);
});

test('a database that a test changed is dropped once its clients have gone', async () => {
  const warnings: string[] = [];
  const db = await database({ onWarning: (message) => warnings.push(message) });
  const oid = await oidOf(db.name);
  await db.sql`INSERT INTO site VALUES ('yard')`;
  const left = new Client({ connectionString: db.url });
  left.on('error', () => undefined);
  await left.connect();
  await db[Symbol.asyncDispose]();
  await eventually('it is told', () => warnings.length > 0);
  expect(await oidOf(db.name)).toBe(oid);
  await left.end();
  await eventually('it is dropped', async () => (await oidOf(db.name)) !== oid);
  await expect(db.sql`SELECT 1`).rejects.toMatchObject({ code: 'TEST_DATABASE_CLOSED' });
});

test('a connection that is opened while the database closes is refused and closed', async () => {
  for (const reuse of [true, false]) {
    const db = await database({ reuse });
    const opening = db.client();
    await db[Symbol.asyncDispose]();
    await expect(opening).rejects.toMatchObject({ code: 'TEST_DATABASE_CLOSED' });
  }
});

test('a connection of the pool that was not released ends with its database, without an uncaught error', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.prependListener('uncaughtException', note);
  const db = await database();
  for (const end of [() => db.reset(), () => db[Symbol.asyncDispose]()]) {
    const leased = await db.pool.connect();
    const ended = new Promise((resolve) => {
      leased.once('end', resolve);
    });
    await end();
    await ended;
    await expect(leased.query('SELECT 1')).rejects.toThrow(/not queryable|terminat|closed/);
  }
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
});

test('reset puts a fresh copy under the same name, and connections work after it', async () => {
  await using db = await database();
  await db.sql`INSERT INTO site VALUES ('yard')`;
  const { name, url } = db;
  const oid = await oidOf(name);
  await db.reset();
  expect([db.name, db.url]).toEqual([name, url]);
  expect(await oidOf(name)).not.toBe(oid);
  expect(await namesIn(db)).toEqual(['depot']);
  await db.sql`INSERT INTO site VALUES ('again')`;
  await db.reset();
  expect(await namesIn(db)).toEqual(['depot']);
});

test('a snapshot can be restored any number of times; that of another database is refused', async () => {
  await using db = await database();
  await db.sql`INSERT INTO site VALUES ('yard')`;
  const withYard = await db.snapshot();
  await db.sql`INSERT INTO site VALUES ('zoo')`;
  const withZoo = await db.snapshot();
  await db.sql`DELETE FROM site`;
  for (let round = 0; round < 2; round += 1) {
    await db.restore(withYard);
    expect(await namesIn(db)).toEqual(['depot', 'yard']);
    await db.sql`DROP TABLE site`;
    await db.restore(withZoo);
    expect(await namesIn(db)).toEqual(['depot', 'yard', 'zoo']);
  }
  await using other = await database();
  await expect(other.restore(withYard)).rejects.toMatchObject({ code: 'NOT_A_SNAPSHOT_OF_THIS' });
});

test('nothing is left of a test with snapshots', async () => {
  const before = await own.databases();
  const db = await database();
  await db.restore(await db.snapshot());
  await db[Symbol.asyncDispose]();
  await eventually('all have gone but spares', async () => (await own.databases()).length <= before.length + 1);
  await eventually('it has gone itself', async () => (await oidOf(db.name)) === '');
  expect((await own.databases()).length).toBeLessThanOrEqual(before.length + 1);
});

test('with room for one database alone it can be reset, and given to a transaction and back', async () => {
  const one = {
    limit: 1,
    template: defineTemplate('one', ({ sql }) => sql`CREATE TABLE site (name text)`, { from: 'empty' }),
  };
  await closeTestDatabases();
  await using admin = await openAdmin();
  await reclaim(admin.cluster);
  for (const isolation of ['database', 'transaction', 'database'] as const) {
    await using db = await database({ ...one, isolation });
    await db.sql`INSERT INTO site VALUES ('yard')`;
    await db.reset();
    expect(await namesIn(db)).toEqual([]);
  }
});

test('a kept database is not reset afterwards', async () => {
  const db = await database();
  await db.sql`INSERT INTO site VALUES ('yard')`;
  const url = await db.keep();
  expect(await db.keep()).toBe(url);
  const refused = { code: 'TEST_DATABASE_KEPT' };
  await expect(db.reset()).rejects.toMatchObject(refused);
  await expect(db.snapshot()).rejects.toMatchObject(refused);
  expect(await namesIn(db)).toEqual(['depot', 'yard']);
  await db[Symbol.asyncDispose]();
  await withConnection(own.server.description.url, (client) => client.query(`DROP DATABASE ${db.name} WITH (FORCE)`));
});

test('a kept database stays, with its rows, after all others are released', async () => {
  const db = await database();
  await db.sql`INSERT INTO site VALUES ('kept')`;
  const url = await db.keep();
  await db[Symbol.asyncDispose]();
  await closeTestDatabases();
  const cluster = await openCluster(own.server.description);
  await reclaim(cluster);
  await cluster.end();
  const { rows } = await withConnection(url, (client) => client.query('SELECT name FROM site ORDER BY name'));
  expect(rows).toEqual([{ name: 'depot' }, { name: 'kept' }]);
});

test.each([
  ['template', { template: 'seedy' }, '"empty"'],
  ['isolation', { isolation: 'none' }, 'docs/testing.md'],
])('an unknown %s is an invalid option', async (option, wrong, hint) => {
  const options: TestDatabaseOptions = JSON.parse(JSON.stringify(wrong));
  await expect(database(options)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option,
    hint: expect.stringContaining(hint),
  });
});

test.each([1n, 1, '000001'])('a database at an earlier version: to %s', async (to) => {
  await using db = await database({ template: undefined, migrations: MIGRATIONS, to });
  await using head = await database({ template: undefined, migrations: MIGRATIONS });
  for (const [each, version] of [
    [db, '1'],
    [head, '2'],
  ] as const) {
    expect(await each.sql`SELECT version, dirty FROM schema_migrations`).toEqual([{ version, dirty: false }]);
  }
  await expect(database({ template: undefined, migrations: MIGRATIONS, to: 7 })).rejects.toMatchObject({
    code: 'UNKNOWN_VERSION',
  });
});

test('a folder without migrations, a server that is none and a name that is none are refused', async () => {
  await expect(testDatabase({ on: own.server.description, migrations: 'nowhere' })).rejects.toMatchObject({
    kind: expect.stringMatching(/usage|environment/),
  });
  await expect(
    testDatabase({ template: 'empty', server: { kind: 'existing', url: 'postgresql://u:secret@127.0.0.1:1/x' } }),
  ).rejects.toMatchObject({ code: 'CANNOT_CONNECT', message: expect.not.stringContaining('secret') });
  expect(() => defineTemplate('migrated', () => Promise.resolve())).toThrow(/invalid name of a template: "migrated"/);
});

test('a prefetched copy becomes available to other processes if its test does not come', async () => {
  await using admin = await openAdmin();
  const marks = async (): Promise<Ownership[]> =>
    (await admin.cluster.withLeaseSession(readOwnDatabases)).flatMap(({ ownership }) =>
      ownership?.of === undefined ? [] : [ownership],
    );
  const before = new Set((await marks()).map(({ of }) => of));
  const awaited = defineTemplate('awaited', ({ sql }) => sql`CREATE TABLE site (name text)`, { from: 'empty' });
  await using _db = await database({ template: awaited });
  const uses = async (): Promise<string> =>
    (await marks())
      .flatMap(({ of, use = '' }) => (before.has(of) ? [] : [use]))
      .toSorted((a, b) => a.localeCompare(b))
      .join(' ');
  await eventually('one more is leased', async () => (await uses()) === 'lease lease');
  await eventually('it is a spare', async () => (await uses()) === 'lease spare');
  expect(await uses()).toBe('lease spare');
});
