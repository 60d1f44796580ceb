import { expect, test } from 'vitest';

import { start } from '../../../src/databases/start.ts';
import { listSnapshots } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { server, options, otherRun, databases, useOwnState } from './other-server.ts';

useOwnState();

test.each([false, true])('the snapshots of a database go with it, restored or not (detached: %s)', async (detached) => {
  const migrated = await start(options({ detached }));
  await saveSnapshot(migrated.url, 'one');
  await withConnection(migrated.url, (client) => client.query('DROP TABLE meter'));
  await restoreSnapshot(migrated.url, 'one');
  await otherRun();
  expect(await listSnapshots(migrated.url)).toMatchObject([{ name: 'one' }]);
  await withConnection(migrated.url, (client) => client.query('SELECT FROM meter'));
  await migrated.stop();
  expect(await databases()).toEqual([]);
});

test('that of a database which is not ours stays until it is removed', async () => {
  await withConnection(server.connection(), (client) => client.query('CREATE DATABASE theirs'));
  const url = server.connectionString('theirs');
  await saveSnapshot(url, 'one');
  await restoreSnapshot(url, 'one');
  await otherRun();
  expect(await databases()).toEqual([expect.stringMatching(/^elementaldb_snapshot_/), 'theirs']);
});
