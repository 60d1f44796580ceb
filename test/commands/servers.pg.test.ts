import { expect, inject, test } from 'vitest';

import { listServers, stopServer } from '../../src/commands/servers.ts';
import { start } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { MIGRATIONS, useOwnState } from './running-servers.ts';

useOwnState();

test('a named embedded server of the library says how to reach it', async () => {
  await using migrated = await start({ migrations: MIGRATIONS, database: 'told', name: 'told' });
  expect(await listServers()).toMatchObject([{ name: 'told', details: migrated.details }]);
  expect(migrated.details).toMatchObject({ url: migrated.url, server: 'embedded', migrationVersion: 2 });
  expect(migrated.details.pid).toBeGreaterThan(0);
});

test('a detached database is dropped only while it is the one that was made', async () => {
  const database = `detached_${Math.random().toString(36).slice(2)}`;
  const options = {
    server: { kind: 'existing' as const, url: inject('serverUrl') },
    migrations: MIGRATIONS,
    database,
    detached: true,
    name: 'detached',
  };
  const count = async (): Promise<number | null> =>
    withConnection(
      inject('serverUrl'),
      async (client) => (await client.query('SELECT FROM pg_database WHERE datname = $1', [database])).rowCount,
    );
  await start(options);
  await stopServer('detached');
  expect(await count()).toBe(0);

  await start(options);
  await withConnection(inject('serverUrl'), async (client) => {
    await client.query(`DROP DATABASE ${database}`);
    await client.query(`CREATE DATABASE ${database}`);
  });
  await stopServer('detached');
  expect(await count()).toBe(1);
  expect(await listServers()).toEqual([]);
  await withConnection(inject('serverUrl'), (client) => client.query(`DROP DATABASE ${database}`));
});
