import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';

import { start, type StartOptions } from '../../../src/databases/start.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));

/** Used as one that is not ours. */
export let server: PostgresServer;

let state: string;

export function options(change: Partial<StartOptions> = {}): StartOptions {
  return {
    server: { kind: 'existing', url: server.connectionString() },
    migrations: MIGRATIONS,
    database: 'energy',
    ...change,
  };
}

/** Sweeps what dead processes have left. */
export async function otherRun(): Promise<void> {
  await using _other = await start(options({ database: 'other' }));
}

export async function databases(): Promise<string[]> {
  return withConnection(server.connection(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname <> 'postgres' AND datname !~ '^template[01]$' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  });
}

/** Servers and records that no other file sees. */
export function useOwnState(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
    vi.stubEnv('ELEMENTALDB_STATE', state);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(state, { recursive: true, force: true });
  });
}
