import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

export let server: PostgresServer;

export type Pair = [up: string, down: string];

export const FIRST: Pair = ['CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS a'];

export const LAST: Pair = ['CREATE TABLE IF NOT EXISTS z (id int PRIMARY KEY)', 'DROP TABLE IF EXISTS z'];

export function filesOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(([up, down], index) => [
      [`${index + 1}_step.up.sql`, up],
      [`${index + 1}_step.down.sql`, down],
    ]),
  );
}

export async function verify(...pairs: Pair[]): Promise<VerifyReport> {
  await using folder = await migrationsFolder(filesOf(pairs));
  return verifyOn(server, await readContent({ migrations: folder.path }));
}

export function found({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) => verdicts[axis].findings.map(({ code, status }) => `${version} ${axis} ${code} ${status}`)),
  );
}

export async function leftDatabases(): Promise<string[]> {
  const { rows } = await withConnection(server.connection(), (client) =>
    client.query<{ name: string }>("SELECT datname AS name FROM pg_database WHERE datname LIKE 'verify%'"),
  );
  return rows.map(({ name }) => name);
}

export const SUBSCRIPTION =
  "CREATE SUBSCRIPTION sb CONNECTION 'host=localhost dbname=x' PUBLICATION pa WITH (connect = false, slot_name = NONE, enabled = false)";

export function loginTrigger(body: string): Pair {
  return [
    `CREATE TABLE IF NOT EXISTS logins (at timestamptz, who text);
     CREATE OR REPLACE FUNCTION note_login() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN ${body} END $$;
     DROP EVENT TRIGGER IF EXISTS at_login;
     CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION note_login()`,
    'DROP EVENT TRIGGER IF EXISTS at_login; DROP FUNCTION IF EXISTS note_login(); DROP TABLE IF EXISTS logins',
  ];
}

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer({ settings: { max_prepared_transactions: '5' } }));
  });

  afterAll(() => server.stop());
}
