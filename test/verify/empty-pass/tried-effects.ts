import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../../src/verify/report/verdict.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

export async function verify(up: string, down: string): Promise<VerifyReport> {
  await using folder = await migrationsFolder({ '1_step.up.sql': up, '1_step.down.sql': down });
  return await verifyOn(server, await readContent({ migrations: folder.path }));
}

export function codes({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ verdicts }) => AXES.flatMap((axis) => verdicts[axis].findings.map(({ code }) => code)));
}

export const LARGE_OBJECT = "lo_from_bytea(0, 'a logo')";

export const HAS_LOGO = "SELECT FROM pg_largeobject WHERE data = 'a logo'";

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer({ settings: { wal_level: 'logical' } }));
  });

  afterAll(() => server.stop());
}
