import { expect, test } from 'vitest';

import { start } from '../../../src/databases/start.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { applied, onProgress, newFiles, useOwnState } from './prepared-state.ts';

const CLIENT_DATA = { '999999_client_data.up.sql': 'INSERT INTO a VALUES (7);' };

useOwnState();

test.each([
  ['migrations', {}, []],
  ['client data', CLIENT_DATA, [{ id: 7 }]],
])('what start has applied is not applied again for test databases: %s', async (_, more, rows) => {
  await using folder = await newFiles(more);
  const options = { migrations: folder.path, onProgress };
  await (await start(options)).stop();
  expect(applied).not.toEqual([]);
  applied.length = 0;
  await using db = await testDatabase(options);
  expect(await db.sql`SELECT id FROM a`).toEqual(rows);
  expect(await db.sql`SELECT datname FROM pg_database WHERE datname = 'elementaldb'`).toEqual([]);
  expect(applied).toEqual([]);
});
