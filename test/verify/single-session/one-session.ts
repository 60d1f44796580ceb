import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn, type VerifyOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

/** The single-session verdicts of pairs `1_step`, `2_step`, … */
export async function sessions(ups: string[], options: VerifyOptions = {}): Promise<string[]> {
  await using folder = await migrationsFolder(
    Object.fromEntries(ups.map((up, index) => [`${index + 1}_step.up.sql`, up])),
  );
  const content = await readContent({ migrations: folder.path });
  const { migrations } = await verifyOn(server, content, { populated: false, ...options });
  return migrations.map(({ version, verdicts }) => `${version} ${verdicts.sessionIndependent.status}`);
}

export const SETS = 'CREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public';

export const MAKES = 'CREATE TABLE IF NOT EXISTS t (n int)';

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
