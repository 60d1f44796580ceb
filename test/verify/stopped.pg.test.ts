import { describe, expect, test, vi } from 'vitest';

import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { verifyMigrations } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';
import {
  server,
  FIRST,
  LAST,
  filesOf,
  verify,
  found,
  leftDatabases,
  SUBSCRIPTION,
  loginTrigger,
  useServer,
} from './stopping-files.ts';

useServer();

describe('a database', () => {
  test.each([
    ['a subscription', [SUBSCRIPTION]],
    ['a subscription with a slot', [SUBSCRIPTION, "ALTER SUBSCRIPTION sb SET (slot_name = 'elsewhere')"]],
    ['a prepared transaction', ["BEGIN; CREATE TABLE t (); PREPARE TRANSACTION 'left'"]],
  ])('is dropped with %s', async (_, statements) => {
    const name = `verify_left_${String(Math.random()).slice(2)}`;
    await createDatabase(server, name);
    await withConnection(server.connection(name), async (client) => {
      for (const statement of statements) {
        await client.query(statement);
      }
    });
    await withConnection(server.connection(), (client) =>
      client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`),
    );
    await dropDatabase(server, name);
    expect(await leftDatabases()).not.toContain(name);
  });
});

test('a file that leaves a lock behind fails, and verify names what holds it', async () => {
  const locks =
    "ALTER TABLE a ADD COLUMN IF NOT EXISTS b int; COMMIT; BEGIN; LOCK TABLE a; PREPARE TRANSACTION 'left by the file'";
  vi.stubEnv('ELEMENTALDB_STEP_TIMEOUT', '0.3');
  try {
    const report = await verify(FIRST, [locks, 'SELECT 1'], LAST);
    expect(found(report)).toContain('2 applies verify-stopped fail');
    const details = report.migrations[1]?.verdicts.applies.findings.flatMap((each) => each.details).join('\n');
    expect(details).toMatch(/ on relation a, held by the prepared transaction 'left by the file'/);
  } finally {
    vi.unstubAllEnvs();
  }
  expect(await leftDatabases()).toEqual([]);
});

describe('a login trigger', () => {
  test('that refuses everybody is a verdict on its migration, and the chain goes on', async ({ skip }) => {
    skip(server.version.major < 17, 'needs PostgreSQL 17');
    const report = await verify(FIRST, loginTrigger("RAISE EXCEPTION 'not now';"), LAST);
    expect(found(report)).toEqual(['2 applies login-fails fail']);
    expect(report.migrations[1]?.verdicts.applies.findings[0]?.details).toEqual(['not now']);
    expect(await leftDatabases()).toEqual([]);
  });
});

test('a server that a migration ends leaves the verdicts before it, and one finding for it', async () => {
  // The postmaster is the parent of the session's process.
  const kill = `COPY (SELECT 1) TO PROGRAM 'kill -9 $(ps -o ppid= -p $PPID) $PPID'`;
  await using folder = await migrationsFolder(filesOf([FIRST, [kill, 'SELECT 1'], LAST]));
  const report = await verifyMigrations({ migrations: folder.path, cache: false });
  expect(report.ok).toBe(false);
  expect(found(report)).toEqual(['2 applies verify-stopped fail', '3 applies not-reached fail']);
});
