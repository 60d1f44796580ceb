import { describe, expect, test } from 'vitest';

import { listSnapshots, removeSnapshot } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { connect } from '../../../src/postgres/connect.ts';
import {
  database,
  meters,
  add,
  onServer,
  added,
  databaseNames,
  thrown,
  useServer,
  onDatabase,
} from './named-snapshots.ts';

async function superuserIn(url: string): Promise<AsyncDisposable> {
  const client = await connect(url);
  return { [Symbol.asyncDispose]: () => client.end() };
}

useServer();

describe('a named snapshot', () => {
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

  test('has a name that is one', async () => {
    for (const name of ['', '.', '../x', 'a b', "a'b", 'x'.repeat(64), '-x']) {
      for (const work of [saveSnapshot, restoreSnapshot, removeSnapshot]) {
        expect(await thrown(work(database.url, name)), name).toMatchObject({ code: 'INVALID_OPTION' });
      }
    }
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
