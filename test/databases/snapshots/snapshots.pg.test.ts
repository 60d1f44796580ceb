import { describe, expect, test } from 'vitest';

import { listSnapshots } from '../../../src/databases/snapshots/named-snapshot.ts';
import { removeSnapshot } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { connect } from '../../../src/postgres/connect.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import {
  server,
  database,
  newDatabase,
  onDatabase,
  meters,
  add,
  onServer,
  added,
  databaseNames,
  thrown,
  useServer,
} from './named-snapshots.ts';

useServer();

async function propertiesOfDatabase(): Promise<unknown> {
  return onServer(async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) AS a) AS privileges, datconnlimit, setconfig, shobj_description(d.oid, 'pg_database') AS comment
         FROM pg_database d LEFT JOIN pg_db_role_setting ON setdatabase = d.oid WHERE datname = $1`,
      [database.name],
    );
    return rows;
  });
}

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
    const from = Date.now();
    const saved = await saveSnapshot(database.url, 'with.dots-and_ünïcode');
    const until = Date.now();
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
    // It may be given in whole seconds.
    expect(Date.parse(saved.savedAt)).toBeGreaterThan(from - 1_000);
    expect(Date.parse(saved.savedAt)).toBeLessThanOrEqual(until);
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
    const before = await propertiesOfDatabase();
    await saveSnapshot(database.url, 'one');
    await onServer((client) => client.query(`COMMENT ON DATABASE ${name} IS NULL; ALTER DATABASE ${name} RESET ALL`));
    await restoreSnapshot(database.url, 'one');
    expect(await propertiesOfDatabase()).toEqual(before);
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

  test('is not made of a database that belongs to PostgreSQL', async () => {
    expect(await thrown(saveSnapshot(server.connectionString(), 'one'))).toMatchObject({
      code: 'MAINTENANCE_DATABASE',
    });
  });
});
