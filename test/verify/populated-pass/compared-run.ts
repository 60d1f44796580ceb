import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { type MigrationVerdict } from '../../../src/verify/report/verdict.ts';
import { verifyOn, type VerifyOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

/** The verdicts on pairs `1_step`, `2_step`, …, by version. */
export async function verify(
  pairs: readonly (readonly [up: string, down: string])[],
  options: VerifyOptions = {},
): Promise<Map<bigint, MigrationVerdict>> {
  const files = pairs.flatMap(([up, down], index) => [
    [`${index + 1}_step.up.sql`, up],
    [`${index + 1}_step.down.sql`, down],
  ]);
  await using folder = await migrationsFolder(Object.fromEntries(files));
  const { migrations } = await verifyOn(server, await readContent({ migrations: folder.path }), options);
  return new Map(migrations.map((each) => [each.version, each]));
}

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
