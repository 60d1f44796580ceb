import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { startTestServer } from '../../../src/databases/testing/test-server.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import { endServer } from '../../../src/servers/sweep.ts';
import { state, useOwnState } from './shared-by-processes.ts';

useOwnState();

test('files that create roles get a separate server, even after this process used the shared one', async () => {
  const migrations = join(state, 'migrations');
  mkdirSync(migrations);
  writeFileSync(join(migrations, '000001_reader.up.sql'), 'CREATE ROLE reader;');
  writeFileSync(join(migrations, '000001_reader.down.sql'), 'DROP ROLE reader;');
  await using empty = await testDatabase({ template: 'empty', migrations: join(state, 'none') });
  await using withRole = await testDatabase({ migrations });
  expect(new URL(withRole.url).port).not.toBe(new URL(empty.url).port);
  // So that a worker of a run finds the right one, too.
  await using run = await startTestServer({ template: 'empty', migrations: join(state, 'none') });
  await using elsewhere = await testDatabase({ on: run.description, migrations });
  expect(new URL(elsewhere.url).port).toBe(new URL(withRole.url).port);
  await closeTestDatabases();
  await run.stop();
  await Promise.all(readRecords(state).map((record) => endServer(state, record)));
});
