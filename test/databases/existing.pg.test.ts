import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

import { createDatabase } from '../../src/databases/create-database.ts';
import { startMigrated, type StartMigratedOptions } from '../../src/databases/migrated.ts';
import { connect, withConnection } from '../../src/postgres/connect.ts';
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

function options(change: Partial<StartMigratedOptions> = {}): StartMigratedOptions {
  return { server: { kind: 'existing', url: inject('serverUrl') }, migrations: MIGRATIONS, database, ...change };
}

async function databases(): Promise<string[]> {
  return withConnection(inject('serverUrl'), async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database ORDER BY 1');
    return rows.map(({ name }) => name);
  });
}

test('a database is made, migrated, and dropped at the end', async () => {
  const before = await databases();
  const migrated = await startMigrated(options());
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
  await expect(startMigrated(options({ database: other.name }))).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
  expect((await other.client.query('SELECT n FROM precious')).rows).toEqual([{ n: 1 }]);
});

test('a migration that fails leaves no database behind', async () => {
  const before = await databases();
  const bad = fileURLToPath(new URL('../../fixtures/verify/commit-missing/bad/', import.meta.url));
  await expect(startMigrated(options({ migrations: bad }))).rejects.toMatchObject({ code: 'TRANSACTION_LEFT_OPEN' });
  expect(await databases()).toEqual(before);
});

test('what a killed process leaves is dropped by the next run, what a living one has is not', async () => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, JSON.stringify(options())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(await databases()).toContain(database);
  {
    await using _another = await startMigrated(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  await eventually('the next run has dropped it', async () => {
    await using _another = await startMigrated(options({ database: `${database}_c` }));
    return !(await databases()).includes(database);
  });
});

test('a detached database outlives its process and every sweep', async () => {
  const migrated = await startMigrated(options({ detached: true }));
  {
    await using _another = await startMigrated(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  await using server = (await startServer({ server: { kind: 'existing', url: inject('serverUrl') } })).server;
  await expect(createDatabase(server, database)).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
  await migrated.stop();
  expect(await databases()).not.toContain(database);
});

test('a role that may not create databases is told so', async () => {
  const admin = await connect(inject('serverUrl'));
  await admin.query(`CREATE ROLE ${database} LOGIN PASSWORD 'x'`);
  try {
    const url = new URL(inject('serverUrl'));
    url.username = database;
    url.password = 'x';
    await expect(startMigrated(options({ server: { kind: 'existing', url: url.href } }))).rejects.toMatchObject({
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
  const fault = await startMigrated(options({ server: { kind: 'existing', url } })).catch((error: unknown) => error);
  expect(fault).toMatchObject({ code });
  expect(String(fault)).not.toContain('secret');
});
