import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';

import { findServer } from '../../src/commands/servers.ts';
import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { start, type StartOptions } from '../../src/databases/start.ts';
import { connect, withConnection } from '../../src/postgres/connect.ts';
import { claimRecord, readRecords } from '../../src/servers/registry.ts';
import { startServer } from '../../src/servers/select.ts';
import { scratchDatabase } from '../database.ts';
import { eventually } from '../servers/child.ts';

const MIGRATIONS = fileURLToPath(new URL('../../fixtures/verify/down-empty/good/', import.meta.url));
const CHILD = fileURLToPath(new URL('migrate-and-wait.ts', import.meta.url));

let state: string;
let database: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
  database = `existing_${Math.random().toString(36).slice(2)}`;
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function options(change: Partial<StartOptions> = {}): StartOptions {
  return { server: { kind: 'existing', url: inject('serverUrl') }, migrations: MIGRATIONS, database, ...change };
}

/** Of this test: other files have theirs on the same server. */
async function databases(): Promise<string[]> {
  return withConnection(inject('serverUrl'), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE $1 OR datname LIKE 'elementaldb%' ORDER BY 1`,
      [`${database.replace('_', '\\_')}%`],
    );
    return rows.map(({ name }) => name);
  });
}

async function run(...statements: string[]): Promise<void> {
  await withConnection(inject('serverUrl'), async (client) => {
    for (const statement of statements) {
      await client.query(statement);
    }
  });
}

async function commentOf(name: string): Promise<string> {
  return withConnection(inject('serverUrl'), async (client) => {
    const { rows } = await client.query<{ comment: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [name],
    );
    return rows[0]?.comment ?? '';
  });
}

/** Starts, and so sweeps, and ends again. */
async function otherRun(): Promise<void> {
  await using _other = await start(options({ database: `${database}_other` }));
}

/** Until a run has come after the end of the killed process's connections. */
async function swept(): Promise<void> {
  await eventually('it is swept', async () => {
    await otherRun();
    return (await databases()).length === 0;
  });
}

/** Writes migrations, each an up with an empty down; returns the folder. */
function migrations(...ups: string[]): string {
  const folder = join(state, 'migrations');
  mkdirSync(folder);
  for (const [index, up] of ups.entries()) {
    writeFileSync(join(folder, `${index + 1}_step.up.sql`), up);
    writeFileSync(join(folder, `${index + 1}_step.down.sql`), '');
  }
  return folder;
}

function childWith(change: Partial<StartOptions> = {}): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, JSON.stringify(options(change))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

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
  await using other = await scratchDatabase();
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

test('the next run drops what a killed process left, and nothing of a living one', async () => {
  const child = childWith();
  await once(child.stdout, 'data');
  expect(await databases()).toContain(database);
  {
    await using _another = await start(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  await kill(child);
  await eventually('the next run has dropped it', async () => {
    await using _another = await start(options({ database: `${database}_c` }));
    return !(await databases()).includes(database);
  });
});

test('a detached database outlives its process and every sweep', async () => {
  const migrated = await start(options({ detached: true }));
  {
    await using _another = await start(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  await using server = (await startServer({ server: { kind: 'existing', url: inject('serverUrl') } })).server;
  await expect(createDatabase(server, database)).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
  await migrated.stop();
  expect(await databases()).not.toContain(database);
});

test('a role that may not create databases gets a clear error', async () => {
  const admin = await connect(inject('serverUrl'));
  await admin.query(`CREATE ROLE ${database} LOGIN PASSWORD 'x'`);
  try {
    const url = new URL(inject('serverUrl'));
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

describe('a database counts as ours by OID and cluster, not by its comment alone', () => {
  test.each([
    ['of a restored backup, copied', (ownership: string) => ownership],
    ['of before, with less in it', () => '{"madeBy":"elementaldb","leaseIn":"postgres","detached":false}'],
  ])('one with an ownership comment %s, stays', async (_, comment) => {
    const copy = `${database}_copy`;
    {
      await using _original = await start(options());
      const ownership = comment(await commentOf(database));
      await run(`CREATE DATABASE ${copy}`, `COMMENT ON DATABASE ${copy} IS '${ownership}'`);
    }
    await otherRun();
    expect(await databases()).toEqual([copy]);
    await run(`DROP DATABASE ${copy}`);
  });

  test('one restored under the very name stays', async () => {
    const child = childWith();
    await once(child.stdout, 'data');
    const ownership = await commentOf(database);
    await kill(child);
    await run(
      `DROP DATABASE ${database} WITH (FORCE)`,
      `CREATE DATABASE ${database}`,
      `COMMENT ON DATABASE ${database} IS '${ownership}'`,
    );
    await otherRun();
    expect(await databases()).toEqual([database]);
    await run(`DROP DATABASE ${database}`);
  });

  test('one that was renamed, to be kept, stays', async () => {
    const child = childWith();
    await once(child.stdout, 'data');
    await kill(child);
    const kept = `${database}_kept`;
    await run(`ALTER DATABASE ${database} RENAME TO ${kept}`);
    await otherRun();
    expect(await databases()).toEqual([kept]);
    await run(`DROP DATABASE ${kept}`);
  });

  test('a migration may comment on it, if that is allowed: it is swept all the same', async () => {
    const child = childWith({
      allowClusterWide: true,
      migrations: migrations(`COMMENT ON DATABASE ${database} IS 'x';`),
    });
    await once(child.stdout, 'data');
    await kill(child);
    await swept();
    expect(await databases()).toEqual([]);
  });
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
    await using server = (await startServer({ server: { kind: 'existing', url: inject('serverUrl') } })).server;
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
      const lease = await connect(inject('serverUrl'));
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

  test.each([[false], [true]])(
    'in the middle of a migration (detached: %s) leaves what the next run sweeps',
    async (detached) => {
      const child = childWith({ detached, migrations: migrations('SELECT pg_sleep(600);') });
      await eventually('it is being migrated', async () => (await databases()).includes(database));
      await kill(child);
      await swept();
      expect(await databases()).toEqual([]);
    },
  );

  test('leftovers are swept even if the next run names another maintenance database', async () => {
    await using maintenance = await scratchDatabase();
    const child = childWith({ server: { kind: 'existing', url: maintenance.url } });
    await once(child.stdout, 'data');
    await otherRun();
    expect(await databases()).toEqual([database]);
    await kill(child);
    await swept();
    expect(await databases()).toEqual([]);
  });
});

test('a lease in another database counts', async () => {
  await using elsewhere = await scratchDatabase();
  await elsewhere.client.query('SELECT pg_advisory_lock($1, hashtext($2))', [0x65_6c_65_6d, database]);
  await expect(start(options())).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
});

test.each([[''], ['x'.repeat(64)], ['é'.repeat(32)], ['a\0b']])('%j cannot be the name of a database', async (name) => {
  await expect(start(options({ database: name }))).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  await using server = (await startServer({ server: { kind: 'existing', url: inject('serverUrl') } })).server;
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
