import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { start } from '../../../src/databases/start.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let state: string;
let applied: string[];

beforeEach(() => {
  // Test servers of other files are not joined.
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
  applied = [];
});

afterEach(async () => {
  await closeTestDatabases();
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

const onProgress = (step: string): void => {
  if (step.startsWith('Applying')) {
    applied.push(step);
  }
};

/** Nothing else has cached them. */
function newFiles(more: Record<string, string> = {}): ReturnType<typeof migrationsFolder> {
  return migrationsFolder({ '1_a.up.sql': `CREATE TABLE a (id int); -- ${randomUUID()}`, ...more });
}

const CLIENT_DATA = { '999999_client_data.up.sql': 'INSERT INTO a VALUES (7);' };

test.each([
  ['migrations', {}, []],
  ['client data', CLIENT_DATA, [{ id: 7 }]],
])('what start has applied is not applied again for test databases: %s', async (_, more, rows) => {
  await using folder = await newFiles(more);
  const options = { migrations: folder.path, onProgress };
  await (await start(options)).stop();
  expect(applied).not.toEqual([]);
  applied = [];
  await using db = await testDatabase(options);
  expect(await db.sql`SELECT id FROM a`).toEqual(rows);
  expect(await db.sql`SELECT datname FROM pg_database WHERE datname = 'elementaldb'`).toEqual([]);
  expect(applied).toEqual([]);
});

test('what was applied for test databases is not applied again by start', async () => {
  await using folder = await newFiles();
  const options = { migrations: folder.path, database: 'mine', onProgress };
  {
    await using db = await testDatabase(options);
    await db.sql`INSERT INTO a VALUES (1)`;
  }
  expect(applied).not.toEqual([]);
  applied = [];
  await using started = await start(options);
  await withConnection(started.url, async (client) => {
    expect((await client.query('SELECT id FROM a')).rows).toEqual([]);
    const found = await client.query(`SELECT datname FROM pg_database WHERE datname !~ '^(postgres|template[01])$'`);
    expect(found.rows).toEqual([{ datname: 'mine' }]);
  });
  expect(applied).toEqual([]);
});

test('migrations may name their database; a test database has its settings', async () => {
  await using folder = await newFiles({ '2_b.up.sql': `ALTER DATABASE mine SET work_mem = '5MB';` });
  await using db = await testDatabase({ migrations: folder.path, database: 'mine' });
  expect(await db.sql`SHOW work_mem`).toEqual([{ work_mem: '5MB' }]);
});

test('the database may have the name of one that every server has', async () => {
  await using folder = await newFiles();
  await using db = await testDatabase({ migrations: folder.path, database: 'postgres' });
  expect(await db.sql`SELECT id FROM a`).toEqual([]);
});
