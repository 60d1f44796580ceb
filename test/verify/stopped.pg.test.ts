import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { readContent } from '../../src/databases/content.ts';
import { limitedStep } from '../../src/databases/limited-step.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyMigrations, verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer({ settings: { max_prepared_transactions: '5' } }));
});

afterAll(() => server.stop());

type Pair = [up: string, down: string];

const FIRST: Pair = ['CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS a'];
const LAST: Pair = ['CREATE TABLE IF NOT EXISTS z (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS z'];

function filesOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(([up, down], index) => [
      [`${index + 1}_step.up.sql`, up],
      [`${index + 1}_step.down.sql`, down],
    ]),
  );
}

async function verify(...pairs: Pair[]): Promise<VerifyReport> {
  await using folder = await migrationsFolder(filesOf(pairs));
  return verifyOn(server, await readContent({ migrations: folder.path }));
}

function found({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) => verdicts[axis].findings.map(({ code, status }) => `${version} ${axis} ${code} ${status}`)),
  );
}

async function leftDatabases(): Promise<string[]> {
  const { rows } = await withConnection(server.connection(), (client) =>
    client.query<{ name: string }>("SELECT datname AS name FROM pg_database WHERE datname LIKE 'verify%'"),
  );
  return rows.map(({ name }) => name);
}

const SUBSCRIPTION =
  "CREATE SUBSCRIPTION sb CONNECTION 'host=localhost dbname=x' PUBLICATION pa WITH (connect = false, slot_name = NONE, enabled = false)";

function loginTrigger(body: string): Pair {
  return [
    `CREATE TABLE IF NOT EXISTS logins (at timestamptz, who text);
     CREATE OR REPLACE FUNCTION note_login() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN ${body} END $$;
     DROP EVENT TRIGGER IF EXISTS at_login;
     CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION note_login()`,
    'DROP EVENT TRIGGER IF EXISTS at_login; DROP FUNCTION IF EXISTS note_login(); DROP TABLE IF EXISTS logins',
  ];
}

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

  test('that cannot be dropped in time has an error that says what the server waits for', async () => {
    await withConnection(server.connection(), async (client) => {
      await expect(limitedStep(client, 'SELECT pg_sleep(1000)', 100)).rejects.toMatchObject({
        code: 'STEP_TIMED_OUT',
        message: expect.stringMatching(
          /^the server did not finish SELECT pg_sleep\(1000\) .* waited for Timeout PgSleep/,
        ),
      });
    });
  });
});

test('a migration that makes a subscription has verdicts, and its databases are gone at the end', async () => {
  const guarded = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_subscription WHERE subname = 'sb'
    AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN ${SUBSCRIPTION}; END IF; END $$`;
  const report = await verify(FIRST, [guarded, 'DROP SUBSCRIPTION IF EXISTS sb'], LAST);
  expect(report.migrations).toHaveLength(3);
  expect(found(report).filter((line) => !line.startsWith('2 '))).toEqual([]);
  expect(await leftDatabases()).toEqual([]);
});

describe('a login trigger', () => {
  test('that writes rows shows none of our own connections', async ({ skip }) => {
    skip(server.version.major < 17, 'needs PostgreSQL 17');
    expect(found(await verify(loginTrigger('INSERT INTO public.logins VALUES (now(), session_user);'), LAST))).toEqual(
      [],
    );
  });

  test('that a later migration breaks fails that migration', async ({ skip }) => {
    skip(server.version.major < 17, 'needs PostgreSQL 17');
    const breaks: Pair = [
      'ALTER TABLE IF EXISTS logins RENAME TO old_logins',
      'ALTER TABLE IF EXISTS old_logins RENAME TO logins',
    ];
    const report = await verify(loginTrigger('INSERT INTO public.logins VALUES (now(), session_user);'), breaks);
    expect(found(report)).toContain('2 applies login-fails fail');
  });

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
