import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

/** Statuses of `reversible` and `dataPreserved` of a step after one that makes the table person. */
export async function statuses(up: string, down: string): Promise<string[]> {
  await using folder = await migrationsFolder({
    '1_person.up.sql': 'CREATE TABLE IF NOT EXISTS person (id int PRIMARY KEY, name text);',
    '1_person.down.sql': 'DROP TABLE IF EXISTS person;',
    '2_step.up.sql': up,
    '2_step.down.sql': down,
  });
  const { migrations } = await verifyOn(server, await readContent({ migrations: folder.path }));
  const last = migrations.at(-1)?.verdicts;
  return [last?.reversible.status ?? '', last?.dataPreserved.status ?? ''];
}

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
