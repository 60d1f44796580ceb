import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { stopServer } from '../../src/commands/servers.ts';
import { createDatabase } from '../../src/databases/create-database.ts';
import { sweepDatabases } from '../../src/databases/sweep-databases.ts';
import { start, type StartedDatabase } from '../../src/databases/start.ts';
import { connect } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { eventually } from '../servers/child.ts';

const MIGRATIONS = fileURLToPath(new URL('../../fixtures/verify/down-empty/good/', import.meta.url));

/** Of this file's own, since roles and the rights of its databases change. */
let server: PostgresServer;
let admin: Client;
let state: string;

beforeAll(async () => {
  ({ server } = await startServer());
  admin = await connect(server.connectionString());
  await admin.query(`CREATE ROLE one LOGIN CREATEDB PASSWORD 'x'; CREATE ROLE two LOGIN CREATEDB PASSWORD 'x'`);
});

afterAll(async () => {
  await admin.end();
  await server.stop();
});

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function urlOf(role: string, database = 'postgres'): string {
  const url = new URL(server.connectionString(database));
  url.username = role;
  url.password = 'x';
  return url.href;
}

async function startAs(role: string, database: string, detached = false): Promise<StartedDatabase> {
  const url = urlOf(role);
  return start({ server: { kind: 'existing', url }, migrations: MIGRATIONS, database, detached });
}

async function databases(): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname !~ '^(postgres|template.)$' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** A database of a role whose lease is free, as after kill -9. */
async function leftover(role: string, name: string): Promise<void> {
  const existing = (await startServer({ server: { kind: 'existing', url: urlOf(role) } })).server;
  await createDatabase(existing, name);
  await existing.stop();
  await eventually('the lease is free', async () => {
    const { rowCount } = await admin.query("SELECT FROM pg_locks WHERE locktype = 'advisory'");
    return rowCount === 0;
  });
}

test('it makes a database and drops it again', async () => {
  const migrated = await startAs('one', 'ours');
  expect(await databases()).toEqual(['ours']);
  await migrated.stop();
  expect(await databases()).toEqual([]);
});

test("another role's leftover does not prevent the work and stays until its owner drops it", async () => {
  await leftover('two', 'of_two');
  await using _migrated = await startAs('one', 'ours');
  expect(await databases()).toEqual(['of_two', 'ours']);
  await using _other = await startAs('two', 'more_of_two');
  expect(await databases()).toEqual(['more_of_two', 'ours']);
});

test("a leftover with a superuser's session does not prevent the work", async () => {
  await leftover('one', 'in_use');
  const visitor = await connect(server.connectionString('in_use'));
  {
    await using _migrated = await startAs('one', 'ours');
    expect(await databases()).toEqual(['in_use', 'ours']);
  }
  await visitor.end();
  await eventually('it is swept', async () => {
    await using _migrated = await startAs('one', 'ours');
    return !(await databases()).includes('in_use');
  });
});

test('a leftover in which the role itself is goes', async () => {
  await leftover('one', 'in_use');
  const visitor = await connect(urlOf('one', 'in_use'));
  await using _migrated = await startAs('one', 'ours');
  expect(await databases()).toEqual(['ours']);
  await visitor.end();
});

test("a database with a superuser's session cannot be dropped, and the error names the session", async () => {
  const migrated = await startAs('one', 'ours', true);
  const visitor = await connect(migrated.server.connectionString('ours').replace('one:x@', `${login()}@`));
  await expect(migrated.stop()).rejects.toMatchObject({
    code: 'DATABASE_IN_USE',
    message: expect.stringMatching(/cannot drop the database "ours": python \(pid \d+\) is connected to it/),
  });
  await visitor.end();
  await eventually('it can be stopped by its record', () =>
    stopServer(migrated.details.name).then(
      () => true,
      () => false, // The visitor is still leaving.
    ),
  );
  expect(await databases()).toEqual([]);
});

function login(): string {
  const { username, password } = new URL(server.connectionString());
  return `${username}:${password}`;
}

test('a refusal by the server is reported as such', async () => {
  await admin.query(`CREATE ROLE three LOGIN CREATEDB PASSWORD 'x'`);
  const existing = (await startServer({ server: { kind: 'existing', url: urlOf('three') } })).server;
  try {
    await admin.query('ALTER ROLE three NOCREATEDB');
    await expect(createDatabase(existing, 'ours')).rejects.toMatchObject({
      code: 'CANNOT_CREATE_DATABASE',
      message: 'cannot create the database "ours": permission denied to create database',
    });
  } finally {
    await existing.stop();
    await admin.query('DROP ROLE three');
  }
});

test('one that may not enter the usual database for leases holds them in its own, and others see that', async () => {
  await admin.query('REVOKE CONNECT ON DATABASE postgres FROM PUBLIC');
  await admin.query('GRANT CONNECT ON DATABASE postgres TO two; GRANT one TO two');
  await admin.query('CREATE DATABASE entry');
  try {
    const living = (await startServer({ server: { kind: 'existing', url: urlOf('one', 'entry') } })).server;
    await createDatabase(living, 'of_one');
    await using sweeper = (await startServer({ server: { kind: 'existing', url: urlOf('two') } })).server;
    expect(await sweepDatabases(sweeper)).toEqual([]);
    await living.stop();
    await eventually('it is swept', async () => (await sweepDatabases(sweeper)).includes('of_one'));
  } finally {
    await admin.query('GRANT CONNECT ON DATABASE postgres TO PUBLIC; REVOKE one FROM two');
    await admin.query('DROP DATABASE entry WITH (FORCE)');
  }
});
