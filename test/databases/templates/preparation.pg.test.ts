import { expect, test } from 'vitest';

import { start } from '../../../src/databases/start.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { applied, onProgress, newFiles, useOwnState } from './prepared-state.ts';

useOwnState();

test('what was applied for test databases is not applied again by start', async () => {
  await using folder = await newFiles();
  const options = { migrations: folder.path, database: 'mine', onProgress };
  {
    await using db = await testDatabase(options);
    await db.sql`INSERT INTO a VALUES (1)`;
  }
  // The data directory gets into the cache while the databases are used already; closing waits for it.
  await closeTestDatabases();
  expect(applied).not.toEqual([]);
  applied.length = 0;
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
