import { afterAll, describe, expect, test } from 'vitest';

import { start } from '../../src/databases/start.ts';
import { closeTestDatabases } from '../../src/databases/testing/pools.ts';
import { testDatabase } from '../../src/databases/testing/open-test-database.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { endServer } from '../../src/servers/sweep.ts';
import { state, migrations, userOf, useOwnState } from './role-files.ts';
import { testChangedRoles } from './changed-roles.ts';

useOwnState();

testChangedRoles('short');

test.each([`PASSWORD 'known'`, 'NOLOGIN', `VALID UNTIL '2020-01-01'`])(
  'files may set %s for the role that they run as',
  async (change) => {
    const folder = migrations(`ALTER ROLE CURRENT_USER ${change}`, '');
    await using started = await start({ migrations: folder });
    expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
  },
);

describe('test databases', () => {
  afterAll(closeTestDatabases);

  test('belong to another superuser, and are handed out as the role that is asked for', async () => {
    const folder = migrations('CREATE USER python', 'DROP USER python');
    try {
      await using own = await testDatabase({ migrations: folder });
      expect((await own.sql`SELECT current_user::text AS name`)[0]).toEqual({ name: 'elementaldb' });
      for (const isolation of ['database', 'transaction'] as const) {
        await using asked = await testDatabase({ migrations: folder, user: 'python', isolation });
        expect((await asked.sql`SELECT current_user::text AS name`)[0]).toEqual({ name: 'python' });
      }
      await using reset = await testDatabase({ migrations: folder, user: 'python' });
      await reset.reset();
      expect(await userOf(reset.url)).toEqual({ name: 'python', super: false });
    } finally {
      await closeTestDatabases();
      await Promise.all(readRecords(state).map((record) => endServer(state, record)));
    }
  });
});

test('a name that a file uses is not taken', async () => {
  const folder = migrations('CREATE USER python; CREATE ROLE elementaldb', 'DROP ROLE python, elementaldb');
  await using started = await start({ migrations: folder, database: 'app' });
  expect(await userOf(started.url)).toEqual({ name: 'elementaldb_2', super: true });
});

test('without such a change the superuser is python', async () => {
  const folder = migrations('ALTER ROLE python SET statement_timeout = 0', 'ALTER ROLE python RESET statement_timeout');
  await using started = await start({ migrations: folder, database: 'app' });
  expect(await userOf(started.url)).toEqual({ name: 'python', super: true });
});
