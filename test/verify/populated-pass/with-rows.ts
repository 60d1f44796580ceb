import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { AXES, type Finding, type MigrationVerdict, type VerifyReport } from '../../../src/verify/report/verdict.ts';
import { verifyOn, type VerifyOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

export type Pair = [up: string, down: string];

/** Verifies pairs `1_step`, `2_step`, …, with the user's rows by file name. */
export async function verify(
  pairs: Pair[],
  rows?: Record<string, string>,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const files = pairs.flatMap(([up, down], index) => [
    [`${index + 1}_step.up.sql`, up],
    [`${index + 1}_step.down.sql`, down],
  ]);
  const own = Object.entries(rows ?? {}).map(([name, sql]) => [`populate/${name}`, sql]);
  await using folder = await migrationsFolder(Object.fromEntries([...files, ...own]));
  const populate = rows === undefined ? undefined : join(folder.path, 'populate');
  return await verifyOn(server, await readContent({ migrations: folder.path }), { populate, ...options });
}

export function findingsOf(migration: MigrationVerdict | undefined): Finding[] {
  return AXES.flatMap((axis) => migration?.verdicts[axis].findings ?? []);
}

export const codesOf = (migration: MigrationVerdict | undefined): string[] =>
  findingsOf(migration).map(({ code, status }) => `${code} ${status}`);

/** A table without a key, so that any row may be put into it. */
export const TABLE: Pair = ['CREATE TABLE IF NOT EXISTS t (n int, name text)', 'DROP TABLE IF EXISTS t'];

/** Changes something, and nothing that holds rows. */
export const OTHER: Pair = ['CREATE SCHEMA IF NOT EXISTS s', 'DROP SCHEMA IF EXISTS s'];

/** Fails on the row of a user that is named so. */
export const SPECIAL = `DO $$ BEGIN
    IF EXISTS (SELECT FROM t WHERE name = 'special') THEN RAISE EXCEPTION 'no room for %', 'special'; END IF;
    CREATE TABLE IF NOT EXISTS u (n int);
  END $$`;

/** The user's rows for the second version. */
export const THREE = { '2.sql': "INSERT INTO t VALUES (1, 'own'), (2, 'own'), (3, 'own')" };

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
