import { afterAll, beforeAll, expect, test } from 'vitest';

import { startServer } from '../../../src/servers/select.ts';
import { withMaintenance } from '../../../src/servers/maintenance.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import type { MigrationSource } from '../../../src/verify/migration-source.ts';
import { withBaseDatabase } from '../../../src/verify/sandbox/prepared-base.ts';
import { openTrialDatabase } from '../../../src/verify/sandbox/trial-database.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

const SETUP = { preludes: [], databaseName: 'elementaldb' };

function sourceOf(up: string): MigrationSource {
  return { migration: { version: 1n, name: 'meter', up: '1_meter.up.sql', down: undefined }, up, down: undefined };
}

/** How many sessions the fallback databases have had. */
function sessionsOfFallback(): Promise<number> {
  return withMaintenance(server, async (client) => {
    const { rows } = await client.query<{ sessions: string }>(
      "SELECT sum(sessions) AS sessions FROM pg_stat_database WHERE datname LIKE '%_fallback'",
    );
    return Number(rows[0]?.sessions);
  });
}

test('a restore opens no session in a fallback that lacks no up, and gives the same state', async () => {
  const options = { replayed: [], prepared: false, disposable: true, withRows: false };
  await withBaseDatabase(server, SETUP, options, async (base) => {
    const database = await openTrialDatabase(server, SETUP, base);
    try {
      const source = sourceOf('CREATE TABLE meter (n serial PRIMARY KEY); INSERT INTO meter DEFAULT VALUES');
      await database.run(source.up ?? '');
      database.advance(source);
      await database.restore();
      const [state, sessions] = [await database.takeSnapshot(), await sessionsOfFallback()];
      expect(state.rows.map(({ table, count }) => [table, count])).toEqual([['public.meter', 1]]);
      expect(sessions).toBeGreaterThan(0);
      await database.run('DROP TABLE meter');
      await database.restore();
      expect(await database.takeSnapshot()).toEqual(state);
      expect(await sessionsOfFallback()).toBe(sessions);
      database.advance(sourceOf('INSERT INTO meter DEFAULT VALUES'));
      await database.restore();
      expect((await database.takeSnapshot()).rows.map(({ count }) => count)).toEqual([2]);
    } finally {
      await database.close(true);
    }
  });
});
