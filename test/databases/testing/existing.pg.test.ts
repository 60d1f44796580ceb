import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test, vi } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { startTestServer } from '../../../src/databases/testing/test-server.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { eventually } from '../../servers/child.ts';
import { MIGRATIONS, state, precious, run, ours, server, useExisting } from './existing-run.ts';
import { separateUrl } from '../../chosen-server.ts';

async function creating(name: string): Promise<boolean> {
  const { rowCount } = await withConnection(separateUrl, (client) =>
    client.query('SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE $1', [
      `CREATE DATABASE "${name}"%`,
    ]),
  );
  return rowCount === 1;
}

useExisting();

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
  await withConnection(separateUrl, async (blocker) => {
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
  const { rows } = await withConnection(separateUrl, (client) =>
    client.query<{ folder: string }>(`SELECT current_setting('unix_socket_directories') AS folder`),
  );
  const url = `${separateUrl}?host=${rows[0]?.folder ?? ''}&sslmode=prefer`;
  await using db = await testDatabase({ server: { kind: 'existing', url }, migrations: MIGRATIONS });
  expect(new URL(db.url).searchParams.get('sslmode')).toBe('disable');
  expect(await db.sql`SELECT version::int FROM schema_migrations`).toEqual([{ version: 2 }]);
});
