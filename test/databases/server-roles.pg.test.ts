import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { findServer, superuserUrlOf } from '../../src/commands/servers.ts';
import { start } from '../../src/databases/start.ts';
import { closeTestDatabases } from '../../src/databases/testing/pools.ts';
import { testDatabase } from '../../src/databases/testing/open-test-database.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { endServer } from '../../src/servers/sweep.ts';
import { verifyMigrations } from '../../src/verify/verify-migrations.ts';

/** Ups with their downs, on a server whose superuser is `python` by default. */
const CASES: Record<string, [up: string, down: string]> = {
  plain: ['CREATE USER python', 'DROP USER python'],
  guarded: [
    `DO $$ BEGIN CREATE ROLE python LOGIN PASSWORD 'known'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    'DROP ROLE IF EXISTS python',
  ],
  executed: [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'python') THEN
       EXECUTE format('CREATE USER %I', 'python'); END IF; END $$`,
    'DROP ROLE IF EXISTS python',
  ],
  'made anew': ['DROP USER IF EXISTS python; CREATE USER python', 'DROP USER IF EXISTS python'],
  password: [`ALTER USER python PASSWORD 'known'`, 'ALTER USER python PASSWORD NULL'],
  rights: ['ALTER ROLE python NOSUPERUSER', 'ALTER ROLE python SUPERUSER'],
};

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function migrations(up: string, down: string): string {
  const folder = join(state, 'migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, '1_role.up.sql'), up);
  writeFileSync(join(folder, '1_role.down.sql'), down);
  writeFileSync(join(folder, '2_meter.up.sql'), 'CREATE TABLE IF NOT EXISTS meter (n bigint PRIMARY KEY)');
  writeFileSync(join(folder, '2_meter.down.sql'), 'DROP TABLE IF EXISTS meter');
  return folder;
}

test.each([`PASSWORD 'known'`, 'NOLOGIN', `VALID UNTIL '2020-01-01'`])(
  'files may set %s for the role that they run as',
  async (change) => {
    const folder = migrations(`ALTER ROLE CURRENT_USER ${change}`, '');
    await using started = await start({ migrations: folder });
    expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
  },
);

async function userOf(url: string): Promise<unknown> {
  const { rows } = await withConnection(url, (client) =>
    client.query(`SELECT current_user::text AS name, rolsuper AS super FROM pg_roles WHERE rolname = current_user`),
  );
  return rows[0];
}

describe.each(Object.entries(CASES))('the migrations change the role python: %s', (name, [up, down]) => {
  test('they are applied and verified by another superuser, and the URL of the role works', async () => {
    const folder = migrations(up, down);
    {
      await using started = await start({ migrations: folder, database: 'app' });
      expect(await userOf(started.url)).toEqual({ name: 'elementaldb', super: true });
    }
    {
      // From the cache, which holds the role and not its password.
      await using started = await start({ migrations: folder, database: 'app', user: 'python', name: 'role' });
      expect(started.fromCache).toBe(true);
      expect(await userOf(started.url)).toEqual({ name: 'python', super: name === 'password' });
      expect((await findServer('role')).details.user).toBe('python');
      expect(await userOf(await superuserUrlOf('role'))).toEqual({ name: 'elementaldb', super: true });
    }
    const report = await verifyMigrations({ migrations: folder, cache: false });
    const failed = report.migrations.flatMap(({ verdicts: { applies, reversible } }) => [
      ...applies.findings,
      ...reversible.findings,
    ]);
    expect(failed).toEqual([]);
  });
});

describe('test databases', () => {
  afterAll(closeTestDatabases);

  test('belong to another superuser, and are handed out as the role that is asked for', async () => {
    const folder = migrations('CREATE USER python', 'DROP USER python');
    try {
      await using own = await testDatabase({ migrations: folder });
      expect((await own.sql`SELECT current_user::text AS name`)[0]).toEqual({ name: 'elementaldb' });
      for (const isolation of ['database', 'transaction'] as const) {
        await using asked = await testDatabase({ migrations: folder, user: 'python', isolation });
        expect((await asked.sql`SELECT current_user::text AS name`)[0]).toEqual({ name: 'python' });
      }
      await using reset = await testDatabase({ migrations: folder, user: 'python' });
      await reset.reset();
      expect(await userOf(reset.url)).toEqual({ name: 'python', super: false });
    } finally {
      await closeTestDatabases();
      await Promise.all(readRecords(state).map((record) => endServer(state, record)));
    }
  });
});

test.each([
  ['ALTER SYSTEM', `ALTER SYSTEM SET work_mem = '8MB'`],
  ['CREATE DATABASE', 'CREATE DATABASE reports'],
])('a role that the migrations need is made before a prelude that must be alone: %s', async (_, sql) => {
  const folder = migrations(`ALTER USER python PASSWORD 'known'`, 'ALTER USER python PASSWORD NULL');
  const prelude = join(state, 'prelude.sql');
  writeFileSync(prelude, sql);
  await using started = await start({ migrations: folder, prelude, database: 'app', user: 'python' });
  expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
  const report = await verifyMigrations({ migrations: folder, prelude, cache: false, populated: false });
  expect(report.migrations.flatMap(({ verdicts }) => verdicts.applies.findings)).toEqual([]);
});

test('a name that a file uses is not taken', async () => {
  const folder = migrations('CREATE USER python; CREATE ROLE elementaldb', 'DROP ROLE python, elementaldb');
  await using started = await start({ migrations: folder, database: 'app' });
  expect(await userOf(started.url)).toEqual({ name: 'elementaldb_2', super: true });
});

test.each([
  ['CREATE ROLE python NOLOGIN', 'it has NOLOGIN'],
  ['CREATE ROLE python; DROP ROLE python', 'they leave no such role'],
  [`CREATE USER python VALID UNTIL '2020-01-01'`, 'its VALID UNTIL has passed'],
])('the URL of a role that cannot log in is refused: %s', async (up, why) => {
  const folder = migrations(up, '');
  await expect(start({ migrations: folder, database: 'app', user: 'python' })).rejects.toMatchObject({
    code: 'ROLE_CANNOT_LOG_IN',
    message: `no login as "python" after the migrations: ${why}`,
  });
  expect(readRecords(state)).toEqual([]);
});

test('without such a change the superuser is python', async () => {
  const folder = migrations('ALTER ROLE python SET statement_timeout = 0', 'ALTER ROLE python RESET statement_timeout');
  await using started = await start({ migrations: folder, database: 'app' });
  expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
});
