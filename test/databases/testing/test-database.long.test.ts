import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { reclaim } from '../../../src/databases/pool/reclaim.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, killed } from './child.ts';
import { MIGRATIONS, own, database, openAdmin, oidOf } from './lent-databases.ts';

own.startForFile();

test('a killed process leaves no database: its lease went with its connection', async () => {
  const child = childWith({ options: { on: own.server.description, template: 'empty' } });
  const { name = '' } = (await child.database) ?? {};
  expect(await oidOf(name)).not.toBe('');
  // While it lives, hand-outs and sweeps of others leave it alone.
  for (let index = 0; index < 20; index += 1) {
    await using _db = await database();
  }
  expect(await oidOf(name)).not.toBe('');
  await killed(child);
  await eventually('it has been reclaimed', async () => {
    for (let index = 0; index < 16; index += 1) {
      await using _db = await database();
    }
    return (await oidOf(name)) === '';
  });
});

test('there are never more than the limit; a waiting test gets the next released database', async () => {
  const options = { template: 'migrated', migrations: MIGRATIONS, limit: 12 } as const;
  await closeTestDatabases(); // No other pool of this process is at work.
  const counts: number[] = [];
  const watching = new AbortController();
  const watch = async (): Promise<void> => {
    while (!watching.signal.aborted) {
      counts.push((await own.databases()).filter((name) => name.startsWith('elementaldb_test_')).length);
      await sleep(5);
    }
  };
  const watcher = watch();
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      await using db = await database(options);
      await db.sql`CREATE TABLE written ()`;
      await sleep(20);
    }),
  );
  watching.abort();
  await watcher;
  expect(Math.max(...counts)).toBeLessThanOrEqual(12);
  expect(Math.max(...counts)).toBeGreaterThan(8); // One that is being dropped counts twice for a moment.
});

test('a database whose comment a test has changed is reclaimed like any other', async () => {
  const child = childWith({ options: { on: own.server.description, template: 'empty' } });
  const { name = '' } = (await child.database) ?? {};
  await withConnection(own.server.description.url, (client) => client.query(`COMMENT ON DATABASE ${name} IS 'mine'`));
  await killed(child);
  await using admin = await openAdmin();
  await eventually('its lease is free', async () => {
    await reclaim(admin.cluster);
    return (await oidOf(name)) === '';
  });
  expect(await own.databases()).not.toContain(name);
});
