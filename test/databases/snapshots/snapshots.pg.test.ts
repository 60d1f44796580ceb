import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { listSnapshots } from '../../../src/databases/snapshots/named-snapshot.ts';
import { removeSnapshot } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';

interface Database {
  name: string;
  url: string;
}

/** One of its own: other files look at what databases of ours are on theirs. */
let server: PostgresServer;
let database: Database;
let count = 0;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

beforeEach(async () => {
  database = await newDatabase();
  await onDatabase((client) => client.query('CREATE TABLE meter (id int); INSERT INTO meter VALUES (1)'));
});

async function newDatabase(): Promise<Database> {
  count += 1;
  const name = `snapshots_${count}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name}`));
  return { name, url: server.connectionString(name) };
}

function onDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withConnection(database.url, work);
}

function meters(): Promise<unknown[]> {
  return onDatabase(async (client) =>
    (await client.query('SELECT id FROM meter ORDER BY id')).rows.map(({ id }) => id),
  );
}

function add(id: number): Promise<unknown> {
  return onDatabase((client) => client.query('INSERT INTO meter VALUES ($1)', [id]));
}

function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withConnection(server.connection(), work);
}

/** The databases that are this test's or ours and are there now, but not before. */
async function added(before: ReadonlySet<string>): Promise<string[]> {
  return [...(await databaseNames())].filter((name) => !before.has(name));
}

async function databaseNames(): Promise<Set<string>> {
  const { rows } = await onServer((client) =>
    client.query<{ name: string }>("SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb%'"),
  );
  return new Set(rows.map(({ name }) => name));
}

async function superuserIn(url: string): Promise<AsyncDisposable> {
  const client = await connect(url);
  return { [Symbol.asyncDispose]: () => client.end() };
}

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a named snapshot', () => {
  test('brings back rows and tables, as often as asked, under the same name', async () => {
    await saveSnapshot(database.url, 'one');
    await add(2);
    await saveSnapshot(database.url, 'two');
    await onDatabase((client) => client.query('DROP TABLE meter'));
    await restoreSnapshot(database.url, 'two');
    expect(await meters()).toEqual([1, 2]);
    await restoreSnapshot(database.url, 'one');
    expect(await meters()).toEqual([1]);
    await restoreSnapshot(database.url, 'two');
    expect(await meters()).toEqual([1, 2]);
  });

  test('says what is not in it, and a database with a subscription is replaced and dropped', async () => {
    const made = "CREATE SUBSCRIPTION sb CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false)";
    await onDatabase((client) => client.query(made));
    expect(await saveSnapshot(database.url, 'one')).toMatchObject({ notCopied: ['the subscription sb'] });
    expect(await restoreSnapshot(database.url, 'one')).toMatchObject({ notCopied: ['the subscription sb'] });
    const left = await onServer((client) => client.query(`SELECT subname FROM pg_subscription`));
    expect(left.rows).toEqual([]);
    const unfinished = await onServer((client) =>
      client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'elementaldb\\_new%'`),
    );
    expect(unfinished.rows).toEqual([]);
    expect(await restoreSnapshot(database.url, 'one')).not.toHaveProperty('notCopied');
    await removeSnapshot(database.url, 'one');
  });

  test('ends all sessions of the database, even one that reconnects at once', async () => {
    const enough = new AbortController();
    const stubborn = (async () => {
      while (!enough.signal.aborted) {
        await onDatabase((client) => client.query('SELECT pg_sleep(60)')).catch(() => undefined);
      }
    })();
    try {
      await saveSnapshot(database.url, 'one');
      await restoreSnapshot(database.url, 'one');
    } finally {
      enough.abort();
      await onServer((client) =>
        client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database.name]),
      );
      await stubborn;
    }
    expect(await meters()).toEqual([1]);
  });

  test('is listed with its database, its size and its time, and is gone when it was removed', async () => {
    const before = await databaseNames();
    const saved = await saveSnapshot(database.url, 'with.dots-and_ünïcode');
    const listed = await listSnapshots(database.url);
    expect(listed).toEqual([saved]);
    expect(listed).toEqual([
      {
        name: 'with.dots-and_ünïcode',
        database: database.name,
        bytes: expect.any(Number),
        savedAt: expect.any(String),
      },
    ]);
    expect(listed[0]?.bytes).toBeGreaterThan(1_000_000);
    expect(Math.abs(Date.now() - Date.parse(saved.savedAt))).toBeLessThan(60_000);
    await removeSnapshot(database.url, 'with.dots-and_ünïcode');
    expect(await listSnapshots(database.url)).toEqual([]);
    expect(await added(before)).toEqual([]);
  });

  test('of another database of the server is not seen', async () => {
    await saveSnapshot(database.url, 'one');
    const other = await newDatabase();
    expect(await listSnapshots(other.url)).toEqual([]);
    expect(await thrown(restoreSnapshot(other.url, 'one'))).toMatchObject({ code: 'NO_SUCH_SNAPSHOT' });
  });

  test('keeps settings, privileges, comment and connection limit of the database', async () => {
    const name = quoteIdentifier(database.name);
    await onDatabase((client) =>
      client.query(`
      ALTER DATABASE ${name} SET search_path = a, "b c";
      REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC;
      ALTER DATABASE ${name} CONNECTION LIMIT 7;
      COMMENT ON DATABASE ${name} IS 'of energy'`),
    );
    const properties = (): Promise<unknown> =>
      onServer(async (client) => {
        const { rows } = await client.query(
          `SELECT (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) AS a) AS privileges, datconnlimit, setconfig, shobj_description(d.oid, 'pg_database') AS comment
             FROM pg_database d LEFT JOIN pg_db_role_setting ON setdatabase = d.oid WHERE datname = $1`,
          [database.name],
        );
        return rows;
      });
    const before = await properties();
    await saveSnapshot(database.url, 'one');
    await onServer((client) => client.query(`COMMENT ON DATABASE ${name} IS NULL; ALTER DATABASE ${name} RESET ALL`));
    await restoreSnapshot(database.url, 'one');
    expect(await properties()).toEqual(before);
  });

  test('cannot be entered', async () => {
    const before = await databaseNames();
    await saveSnapshot(database.url, 'one');
    const [storedAs = ''] = await added(before);
    const url = new URL(database.url);
    url.pathname = `/${storedAs}`;
    expect(await thrown(connect(url.href))).toMatchObject({ code: 'CANNOT_CONNECT', cause: { code: '55000' } });
  });

  test('does not replace another of its name without --replace', async () => {
    const before = await databaseNames();
    await saveSnapshot(database.url, 'one');
    await add(2);
    expect(await thrown(saveSnapshot(database.url, 'one'))).toMatchObject({ code: 'SNAPSHOT_EXISTS' });
    await restoreSnapshot(database.url, 'one');
    expect(await meters()).toEqual([1]);
    await add(3);
    await saveSnapshot(database.url, 'one', { replace: true });
    await add(4);
    await restoreSnapshot(database.url, 'one');
    expect(await meters()).toEqual([1, 3]);
    expect(await added(before)).toHaveLength(1);
  });

  test('that cannot be restored leaves the database as it is, and nothing else', async () => {
    await saveSnapshot(database.url, 'one');
    await add(2);
    const before = await databaseNames();
    // An ordinary role may not disconnect a superuser, for whom PostgreSQL waits five seconds.
    const role = `${database.name}_owner`;
    await onServer((client) =>
      client.query(`CREATE ROLE ${role} LOGIN CREATEDB PASSWORD 'x'; ALTER DATABASE ${database.name} OWNER TO ${role}`),
    );
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'x'];
    try {
      await using _session = await superuserIn(database.url);
      expect(await thrown(restoreSnapshot(url.href, 'one'))).toMatchObject({ code: 'DATABASE_IN_USE' });
    } finally {
      await onServer((client) =>
        client.query(`ALTER DATABASE ${database.name} OWNER TO current_user; DROP ROLE ${role}`),
      );
    }
    expect(await meters()).toEqual([1, 2]);
    expect(await added(before)).toEqual([]);
  });

  test('has a name that is one', async () => {
    for (const name of ['', '.', '../x', 'a b', "a'b", 'x'.repeat(64), '-x']) {
      for (const work of [saveSnapshot, restoreSnapshot, removeSnapshot]) {
        expect(await thrown(work(database.url, name)), name).toMatchObject({ code: 'INVALID_OPTION' });
      }
    }
  });

  test('is not made of a database that belongs to PostgreSQL', async () => {
    expect(await thrown(saveSnapshot(server.connectionString(), 'one'))).toMatchObject({
      code: 'MAINTENANCE_DATABASE',
    });
  });

  test('is found by its mark alone: a database of its name without one is none', async () => {
    const before = await databaseNames();
    await saveSnapshot(database.url, 'one');
    const [storedAs = ''] = await added(before);
    await onServer((client) => client.query(`COMMENT ON DATABASE ${storedAs} IS NULL`));
    try {
      expect(await listSnapshots(database.url)).toEqual([]);
      expect(await thrown(restoreSnapshot(database.url, 'one'))).toMatchObject({ code: 'NO_SUCH_SNAPSHOT' });
      expect(await thrown(saveSnapshot(database.url, 'one', { replace: true }))).toMatchObject({
        code: 'SNAPSHOT_NOT_SAVED',
      });
    } finally {
      await onServer((client) =>
        client
          .query(`ALTER DATABASE ${storedAs} IS_TEMPLATE false`)
          .then(() => client.query(`DROP DATABASE ${storedAs}`)),
      );
    }
  });
});
