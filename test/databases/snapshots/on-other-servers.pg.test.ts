import { mkdtempSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { start, type StartOptions } from '../../../src/databases/start.ts';
import { listSnapshots } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { eventually } from '../../servers/child.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));
const CHILD = fileURLToPath(new URL('../migrate-and-wait.ts', import.meta.url));

/** Used as one that is not ours. */
let server: PostgresServer;
let state: string;

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

function options(change: Partial<StartOptions> = {}): StartOptions {
  return {
    server: { kind: 'existing', url: server.connectionString() },
    migrations: MIGRATIONS,
    database: 'energy',
    ...change,
  };
}

/** Sweeps what dead processes have left. */
async function otherRun(): Promise<void> {
  await using _other = await start(options({ database: 'other' }));
}

async function databases(): Promise<string[]> {
  return withConnection(server.connection(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname <> 'postgres' AND datname !~ '^template[01]$' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  });
}

test.each([false, true])('the snapshots of a database go with it, restored or not (detached: %s)', async (detached) => {
  const migrated = await start(options({ detached }));
  await saveSnapshot(migrated.url, 'one');
  await withConnection(migrated.url, (client) => client.query('DROP TABLE meter'));
  await restoreSnapshot(migrated.url, 'one');
  await otherRun();
  expect(await listSnapshots(migrated.url)).toMatchObject([{ name: 'one' }]);
  await withConnection(migrated.url, (client) => client.query('SELECT FROM meter'));
  await migrated.stop();
  expect(await databases()).toEqual([]);
});

test('those of a killed process are dropped by the next run, with its restored database', async () => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, JSON.stringify(options())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const url = server.connectionString('energy');
  await saveSnapshot(url, 'one');
  await restoreSnapshot(url, 'one');
  await otherRun();
  expect(await listSnapshots(url)).toMatchObject([{ name: 'one' }]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await eventually('nothing is left', async () => {
    await otherRun();
    return (await databases()).length === 0;
  });
});

test('that of a database which is not ours stays until it is removed', async () => {
  await withConnection(server.connection(), (client) => client.query('CREATE DATABASE theirs'));
  const url = server.connectionString('theirs');
  await saveSnapshot(url, 'one');
  await restoreSnapshot(url, 'one');
  await otherRun();
  expect(await databases()).toEqual([expect.stringMatching(/^elementaldb_snapshot_/), 'theirs']);
});
