import { expect, test } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabaseOptions } from '../../../src/databases/testing/options.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { ownServer } from './own-server.ts';

const own = ownServer().startForFile();

const site = defineTemplate('site', ({ sql }) => sql`CREATE TABLE site AS SELECT 'depot' AS name`, { from: 'empty' });

const options = (): TestDatabaseOptions => ({ on: own.server.description, template: site });

/** Ends sessions of this process as a server does that is restarted, or an administrator. */
async function end(where: string): Promise<number> {
  return withConnection(own.server.description.url, async (client) => {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${where}`,
    );
    return rowCount ?? 0;
  });
}

test.each(['lease', 'maker'])('a lost %s session is opened anew', async (name) => {
  await using before = await testDatabase(options());
  expect(await end(`application_name = 'elementaldb ${name}'`)).toBeGreaterThan(0);
  await using after = await testDatabase(options());
  await before.reset();
  expect(await after.sql`SELECT name FROM site`).toEqual([{ name: 'depot' }]);
  expect(await before.sql`SELECT name FROM site`).toEqual([{ name: 'depot' }]);
});

test('a lease that was lost with its session is taken again', async () => {
  await using before = await testDatabase(options());
  await end(`application_name = 'elementaldb lease'`);
  await using _after = await testDatabase(options());
  const leased = await withConnection(own.server.description.url, (client) =>
    client.query<{ mode: string }>(
      `SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = hashtext($1)::bigint & 4294967295`,
      [before.name],
    ),
  );
  expect(leased.rows).toEqual([{ mode: 'ExclusiveLock' }]);
});

test('after the connection of an idle transaction database was lost the next test has another', async () => {
  const transaction = { ...options(), isolation: 'transaction' } as const;
  let name: string;
  {
    await using db = await testDatabase(transaction);
    ({ name } = db);
  }
  expect(await end(`datname = '${name}'`)).toBe(1);
  await using next = await testDatabase(transaction);
  expect(next.name).not.toBe(name);
  expect(await next.sql`SELECT name FROM site`).toEqual([{ name: 'depot' }]);
});
