import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { startTestServer } from '../../../src/databases/testing/test-server.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, killed } from './child.ts';
import { ourDatabases } from './own-server.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));

let state: string;
let precious: string;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
  // By its name it could be ours, but nobody has marked it.
  precious = `elementaldb_test_precious_${Math.random().toString(36).slice(2)}`;
  await run(`CREATE DATABASE ${precious}`);
});

afterEach(async () => {
  await closeTestDatabases();
  expect(await ours()).toContain(precious);
  await run(`DROP DATABASE ${precious}`);
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function run(statement: string): Promise<unknown> {
  return withConnection(inject('serverUrl'), (client) => client.query(statement));
}

/** On a server that this file alone uses there would be nothing else; other files make `existing_…`. */
function ours(): Promise<string[]> {
  return ourDatabases(inject('serverUrl'));
}

const server = (): { kind: 'existing'; url: string } => ({ kind: 'existing', url: inject('serverUrl') });

test('without a set-up: databases are made there, and nothing is left when they are closed', async () => {
  const before = await ours();
  const db = await testDatabase({ server: server(), migrations: MIGRATIONS });
  expect(await db.sql`SELECT version::int FROM schema_migrations`).toEqual([{ version: 2 }]);
  await using other = await testDatabase({ server: server(), migrations: MIGRATIONS, isolation: 'transaction' });
  expect(other.name).not.toBe(db.name);
  await other[Symbol.asyncDispose]();
  await closeTestDatabases();
  expect(await ours()).toEqual(before);
});

test('a database that the server still creates for a killed process is awaited and dropped', async () => {
  const before = await ours();
  const name = `elementaldb_test_${randomBytes(12).toString('hex')}`;
  const started = await startTestServer({ server: server(), migrations: MIGRATIONS });
  await withConnection(inject('serverUrl'), async (blocker) => {
    // CREATE DATABASE waits for the lock of its template, as it would wait for a slow disk.
    await blocker.query(`BEGIN; ALTER DATABASE ${precious} RENAME TO ${precious}_b`);
    const creation = run(`CREATE DATABASE "${name}" TEMPLATE ${precious}`);
    await eventually('the server creates it', () => creating(name));
    const stopped = started.stop();
    await sleep(300);
    await blocker.query('ROLLBACK');
    await Promise.all([creation, stopped]);
  });
  expect(await ours()).toEqual(before);
});

async function creating(name: string): Promise<boolean> {
  const { rowCount } = await withConnection(inject('serverUrl'), (client) =>
    client.query('SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE $1', [
      `CREATE DATABASE "${name}"%`,
    ]),
  );
  return rowCount === 1;
}

test('two roles on one server have separate templates and databases', async () => {
  const roles = ['elementaldb_one', 'elementaldb_two'];
  await run(
    roles.map((role) => `DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN CREATEDB PASSWORD 'x'`).join(';'),
  );
  for (const template of ['migrated', 'empty'] as const) {
    for (const role of roles) {
      const url = new URL(inject('serverUrl'));
      url.username = role;
      url.password = 'x';
      const options = { server: { kind: 'existing', url: url.href }, migrations: MIGRATIONS, template } as const;
      for (let each = 0; each < 2; each += 1) {
        await using db = await testDatabase(options);
        await db.query('ALTER TABLE IF EXISTS schema_migrations ADD COLUMN mine int');
        expect(
          await db.sql`SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = ${db.name}`,
        ).toEqual([{ owner: role }]);
      }
    }
  }
  await closeTestDatabases();
  await run(roles.map((role) => `DROP ROLE ${role}`).join(';'));
});

test('templates that others are built on go as well', async () => {
  const before = await ours();
  const one = defineTemplate('one', ({ sql }) => sql`CREATE TABLE one ()`, { from: 'migrated' });
  const two = defineTemplate('two', ({ sql }) => sql`CREATE TABLE two ()`, { from: one });
  await using db = await testDatabase({ server: server(), migrations: MIGRATIONS, template: two });
  expect(await db.sql`SELECT to_regclass('one')::text AS one`).toEqual([{ one: 'one' }]);
  await db[Symbol.asyncDispose]();
  await closeTestDatabases();
  expect(await ours()).toEqual(before);
});

test('with a set-up, the databases of its workers are dropped when it stops, even those of a killed one', async () => {
  const before = await ours();
  await using set = await startTestServer({ server: server(), migrations: MIGRATIONS });
  const child = childWith({ options: { on: set.description, migrations: MIGRATIONS } });
  const { name = '' } = (await child.database) ?? {};
  expect(await ours()).toContain(name);
  await killed(child);
  vi.stubEnv('ELEMENTALDB_TEST_SERVER', set.environment['ELEMENTALDB_TEST_SERVER']);
  await using db = await testDatabase({ migrations: MIGRATIONS });
  expect(new URL(db.url).port).toBe(new URL(inject('serverUrl')).port);
  await db[Symbol.asyncDispose]();
  await closeTestDatabases();
  await set.stop();
  expect(await ours()).toEqual(before);
});

test('a run that stops leaves what another is using: its databases and their template', async () => {
  const before = await ours();
  const of = { server: server(), migrations: MIGRATIONS };
  await using set = await startTestServer(of);
  const open = [await testDatabase(of)];
  // What the first run has made, its template and the spares of its workers, the other takes over.
  const worker = childWith({ options: { on: set.description, migrations: MIGRATIONS }, end: true });
  await worker.ended;
  open.push(await testDatabase(of), await testDatabase(of), await testDatabase(of));
  await set.stop();
  open.push(await testDatabase(of), await testDatabase(of), await testDatabase(of));
  for (const db of open) {
    expect(await db.sql`SELECT version::int FROM schema_migrations`).toEqual([{ version: 2 }]);
    await db[Symbol.asyncDispose]();
  }
  await closeTestDatabases();
  expect(await ours()).toEqual(before);
});

test('the next run drops everything of a run that was killed as a whole, template and spares included', async () => {
  const before = await ours();
  const child = childWith({ options: { server: server(), migrations: MIGRATIONS } });
  await child.database;
  await killed(child);
  expect((await ours()).length).toBeGreaterThanOrEqual(before.length + 2);
  await eventually('the next run has dropped it', async () => {
    {
      await using _db = await testDatabase({ server: server(), template: 'empty' });
    }
    await closeTestDatabases();
    return (await ours()).length === before.length;
  });
});

test('a template that somebody has opened is not believed', async () => {
  await using set = await startTestServer({ server: server(), migrations: MIGRATIONS });
  const template = (await ours()).find((name) => name.startsWith('elementaldb_template_')) ?? '';
  await run(`ALTER DATABASE ${quoteIdentifier(template)} ALLOW_CONNECTIONS true`);
  await expect(testDatabase({ on: set.description, migrations: MIGRATIONS })).rejects.toMatchObject({
    code: 'TEMPLATE_NAME_TAKEN',
  });
});

test('migrations that would change the server are refused there', async () => {
  const before = await ours();
  const prelude = join(state, 'prelude.sql');
  writeFileSync(prelude, 'CREATE ROLE elementaldb_intruder');
  await expect(testDatabase({ server: server(), migrations: MIGRATIONS, prelude })).rejects.toMatchObject({
    code: 'CLUSTER_WIDE',
  });
  await closeTestDatabases();
  expect(await ours()).toEqual(before);
});

test('a description that is none is refused without being shown', async () => {
  vi.stubEnv('ELEMENTALDB_TEST_SERVER', '{"kind":"embedded","password":"secret"}');
  const fault = await Promise.resolve()
    .then(() => testDatabase({ template: 'empty' }))
    .catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: 'BAD_TEST_SERVER' });
  expect(String(fault)).not.toContain('secret');
});

test('sslmode=prefer becomes disable where the server has no TLS, since other drivers do not try both', async () => {
  const { rows } = await withConnection(inject('serverUrl'), (client) =>
    client.query<{ folder: string }>(`SELECT current_setting('unix_socket_directories') AS folder`),
  );
  const url = `${inject('serverUrl')}?host=${rows[0]?.folder ?? ''}&sslmode=prefer`;
  await using db = await testDatabase({ server: { kind: 'existing', url }, migrations: MIGRATIONS });
  expect(new URL(db.url).searchParams.get('sslmode')).toBe('disable');
  expect(await db.sql`SELECT version::int FROM schema_migrations`).toEqual([{ version: 2 }]);
});
