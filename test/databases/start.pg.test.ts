import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { findServer } from '../../src/commands/servers.ts';
import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { start } from '../../src/databases/start.ts';
import { connect, withConnection } from '../../src/postgres/connect.ts';
import { claimRecord, readRecords } from '../../src/servers/registry.ts';
import { startServer } from '../../src/servers/select.ts';
import { scratchDatabase } from '../database.ts';
import { eventually } from '../servers/child.ts';
import { state, database, options, databases, run, otherRun, migrations, withOwnState } from './existing-server.ts';
import { separateUrl } from '../chosen-server.ts';

withOwnState();

test('a database is made, migrated, and dropped at the end', async () => {
  const before = await databases();
  const migrated = await start(options());
  expect(await databases()).toEqual([...before, database].toSorted());
  const { rows } = await withConnection(migrated.url, (client) =>
    client.query('SELECT version, dirty FROM schema_migrations'),
  );
  expect(rows).toEqual([{ version: '2', dirty: false }]);
  await migrated.stop();
  expect(await databases()).toEqual(before);
});

test('a database that is there already is refused and left as it is', async () => {
  await using other = await scratchDatabase('test', separateUrl);
  await other.client.query('CREATE TABLE precious AS SELECT 1 AS n');
  await expect(start(options({ database: other.name }))).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
  expect((await other.client.query('SELECT n FROM precious')).rows).toEqual([{ n: 1 }]);
});

test('a migration that fails leaves no database behind', async () => {
  const before = await databases();
  const bad = fileURLToPath(new URL('../../fixtures/verify/commit-missing/bad/', import.meta.url));
  await expect(start(options({ migrations: bad }))).rejects.toMatchObject({ code: 'TRANSACTION_LEFT_OPEN' });
  expect(await databases()).toEqual(before);
});

test('a role that may not create databases gets a clear error', async () => {
  const admin = await connect(separateUrl);
  await admin.query(`CREATE ROLE ${database} LOGIN PASSWORD 'x'`);
  try {
    const url = new URL(separateUrl);
    url.username = database;
    url.password = 'x';
    await expect(start(options({ server: { kind: 'existing', url: url.href } }))).rejects.toMatchObject({
      code: 'MAY_NOT_CREATE_DATABASES',
    });
  } finally {
    await admin.query(`DROP ROLE ${database}`);
    await admin.end();
  }
});

test.each([
  ['no such host', 'postgresql://u:secret@127.0.0.1:1/postgres', 'CANNOT_CONNECT'],
  ['no URL', 'mysql://u:secret@localhost/x', 'BAD_URL'],
])('%s: the error is clear and the password is not in it', async (_, url, code) => {
  const fault = await start(options({ server: { kind: 'existing', url } })).catch((error: unknown) => error);
  expect(fault).toMatchObject({ code });
  expect(String(fault)).not.toContain('secret');
});

describe("what somebody else makes under the same name is somebody else's", () => {
  test('a second stop leaves database and record', async () => {
    const migrated = await start(options({ name: 'shared' }));
    await migrated.stop();
    await run(`CREATE DATABASE ${database}`);
    const claimed = claimRecord(state, 'existing', 'shared');
    await migrated.stop();
    await migrated.server.stop();
    expect(await databases()).toEqual([database]);
    expect(readRecords(state)).toMatchObject([{ name: 'shared' }]);
    claimed.release();
    await run(`DROP DATABASE ${database}`);
  });

  test('the first stop leaves it, too, when ours was dropped before', async () => {
    const migrated = await start(options());
    await run(`DROP DATABASE ${database} WITH (FORCE)`, `CREATE DATABASE ${database}`);
    await migrated.stop();
    expect(await databases()).toEqual([database]);
    await run(`DROP DATABASE ${database}`);
  });

  test('even when it is one of ours: a detached one of another process', async () => {
    const first = await start(options({ detached: true, name: 'first' }));
    await run(`DROP DATABASE ${database} WITH (FORCE)`);
    const second = await start(options({ detached: true, name: 'second' }));
    await first.stop();
    expect(await databases()).toEqual([database]);
    await second.stop();
    expect(await databases()).toEqual([]);
  });

  test('dropDatabase drops nothing that the process has not made', async () => {
    await run(`CREATE DATABASE ${database}`);
    await using server = (await startServer({ server: { kind: 'existing', url: separateUrl } })).server;
    await dropDatabase(server, database);
    expect(await databases()).toEqual([database]);
    await run(`DROP DATABASE ${database}`);
    const made = await createDatabase(server, database);
    await dropDatabase(server, database);
    expect(await databases()).toEqual([]);
    const again = await createDatabase(server, database);
    await made.drop();
    expect(await databases()).toEqual([database]);
    await again.drop();
  });
});

describe('a process that is killed', () => {
  test('before it has marked its database leaves one that is known by its name, and swept', async () => {
    const unfinished = `elementaldb_new_${'0123456789ab'.repeat(2)}`;
    await run(`CREATE DATABASE ${unfinished}`, 'CREATE DATABASE elementaldb_new_friend');
    try {
      const lease = await connect(separateUrl);
      await lease.query('SELECT pg_advisory_lock($1, hashtext($2))', [0x65_6c_65_6d, unfinished]);
      await otherRun();
      expect(await databases()).toContain(unfinished);
      await lease.end();
      await eventually('it is swept', async () => {
        await otherRun();
        return !(await databases()).includes(unfinished);
      });
      expect(await databases()).toEqual(['elementaldb_new_friend']);
    } finally {
      await run(`DROP DATABASE IF EXISTS ${unfinished}`, 'DROP DATABASE elementaldb_new_friend');
    }
  });
});

test('a lease in another database counts', async () => {
  await using elsewhere = await scratchDatabase('test', separateUrl);
  await elsewhere.client.query('SELECT pg_advisory_lock($1, hashtext($2))', [0x65_6c_65_6d, database]);
  await expect(start(options())).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
});

test.each([[''], ['x'.repeat(64)], ['é'.repeat(32)], ['a\0b']])('%j cannot be the name of a database', async (name) => {
  await expect(start(options({ database: name }))).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  await using server = (await startServer({ server: { kind: 'existing', url: separateUrl } })).server;
  await expect(createDatabase(server, name)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});

test('a name of 63 bytes is a name', async () => {
  const longest = `${database}_`.padEnd(63, 'x');
  await using migrated = await start(options({ database: longest }));
  await otherRun();
  expect(await databases()).toEqual([longest]);
  expect(migrated.database).toBe(longest);
});

test('the record of a named server says how to reach it', async () => {
  await using migrated = await start(options({ name: 'told' }));
  const { details } = await findServer('told');
  expect(details).toEqual(migrated.details);
  expect(details).toMatchObject({ url: migrated.url, server: 'existing', database, migrationVersion: 2 });
});

describe('migrations that would change the server itself', () => {
  test('are refused before anything runs', async () => {
    const folder = migrations('CREATE TABLE t (n int);', `CREATE ROLE ${database};`);
    await expect(start(options({ migrations: folder }))).rejects.toMatchObject({
      code: 'CLUSTER_WIDE',
      message: expect.stringContaining(`${join(folder, '2_step.up.sql')}:1  CREATE ROLE`),
    });
    expect(readRecords(state)).toEqual([]);
  });

  test('run where that is allowed', async () => {
    const folder = migrations(`CREATE ROLE ${database};`);
    await using migrated = await start(options({ migrations: folder, allowClusterWide: true }));
    await run(`DROP ROLE ${database}`); // It is there, or this fails.
    expect(migrated.content.version).toBe(1n);
  });

  test('may set up their own database', async () => {
    const folder = migrations(`ALTER DATABASE ${database} SET timezone = 'UTC';`);
    await using migrated = await start(options({ migrations: folder }));
    expect(migrated.content.version).toBe(1n);
  });
});
