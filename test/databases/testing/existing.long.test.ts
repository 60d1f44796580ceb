import { expect, test, vi } from 'vitest';

import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { startTestServer } from '../../../src/databases/testing/test-server.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, killed } from './child.ts';
import { MIGRATIONS, run, ours, server, useExisting } from './existing-run.ts';
import { separateUrl } from '../../chosen-server.ts';

useExisting();

test('two roles on one server have separate templates and databases', async () => {
  const roles = ['elementaldb_one', 'elementaldb_two'];
  await run(
    roles.map((role) => `DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN CREATEDB PASSWORD 'x'`).join(';'),
  );
  for (const template of ['migrated', 'empty'] as const) {
    for (const role of roles) {
      const url = new URL(separateUrl);
      url.username = role;
      url.password = 'x';
      const options = { server: { kind: 'existing', url: url.href }, migrations: MIGRATIONS, template } as const;
      for (let each = 0; each < 2; each += 1) {
        await using db = await testDatabase(options);
        await db.query('ALTER TABLE IF EXISTS schema_migrations ADD COLUMN mine int');
        expect(
          await db.sql`SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = ${db.name}`,
        ).toEqual([{ owner: role }]);
      }
    }
  }
  await closeTestDatabases();
  await run(roles.map((role) => `DROP ROLE ${role}`).join(';'));
});

test('with a set-up, the databases of its workers are dropped when it stops, even those of a killed one', async () => {
  const before = await ours();
  await using set = await startTestServer({ server: server(), migrations: MIGRATIONS });
  const child = childWith({ options: { on: set.description, migrations: MIGRATIONS } });
  const { name = '' } = (await child.database) ?? {};
  expect(await ours()).toContain(name);
  await killed(child);
  vi.stubEnv('ELEMENTALDB_TEST_SERVER', set.environment['ELEMENTALDB_TEST_SERVER']);
  await using db = await testDatabase({ migrations: MIGRATIONS });
  expect(new URL(db.url).port).toBe(new URL(separateUrl).port);
  await db[Symbol.asyncDispose]();
  await closeTestDatabases();
  await set.stop();
  expect(await ours()).toEqual(before);
});

test('a run that stops leaves what another is using: its databases and their template', async () => {
  const before = await ours();
  const of = { server: server(), migrations: MIGRATIONS };
  await using set = await startTestServer(of);
  const open = [await testDatabase(of)];
  // What the first run has made, its template and the spares of its workers, the other takes over.
  const worker = childWith({ options: { on: set.description, migrations: MIGRATIONS }, end: true });
  await worker.ended;
  open.push(await testDatabase(of), await testDatabase(of), await testDatabase(of));
  await set.stop();
  open.push(await testDatabase(of), await testDatabase(of), await testDatabase(of));
  for (const db of open) {
    expect(await db.sql`SELECT version::int FROM schema_migrations`).toEqual([{ version: 2 }]);
    await db[Symbol.asyncDispose]();
  }
  await closeTestDatabases();
  expect(await ours()).toEqual(before);
});

test('the next run drops everything of a run that was killed as a whole, template and spares included', async () => {
  const before = await ours();
  const child = childWith({ options: { server: server(), migrations: MIGRATIONS } });
  await child.database;
  await killed(child);
  expect((await ours()).length).toBeGreaterThanOrEqual(before.length + 2);
  await eventually('the next run has dropped it', async () => {
    {
      await using _db = await testDatabase({ server: server(), template: 'empty' });
    }
    await closeTestDatabases();
    return (await ours()).length === before.length;
  });
});
