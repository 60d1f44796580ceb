import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

import { findServer, listServers, stopServer } from '../../src/commands/servers.ts';
import { start } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { readRecords } from '../../src/servers/registry.ts';

const MIGRATIONS = fileURLToPath(new URL('../../fixtures/verify/down-empty/good/', import.meta.url));
const CHILD = fileURLToPath(new URL('../databases/migrate-and-wait.ts', import.meta.url));

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

test.each(['embedded', 'existing'] as const)(
  'a %s server of a program that knows nothing of SIGTERM is stopped, with all it has made',
  async (kind) => {
    const database = `stopped_${Math.random().toString(36).slice(2)}`;
    const server = kind === 'existing' ? { kind, url: inject('serverUrl') } : { kind };
    const child = spawn(
      process.execPath,
      [
        '--import',
        import.meta.resolve('tsx'),
        CHILD,
        JSON.stringify({ server, migrations: MIGRATIONS, database, name: 'library' }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    const { details } = await findServer('library');
    expect(details).toMatchObject({ server: kind, database });

    const asked = Date.now();
    expect(await stopServer('library')).toMatchObject({ name: 'library' });
    expect(Date.now() - asked).toBeLessThan(8_000);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(readRecords(state)).toEqual([]);
    await expect(withConnection(details.url, () => Promise.resolve())).rejects.toMatchObject({
      code: 'CANNOT_CONNECT',
    });
  },
);

test('a named embedded server of the library says how to reach it', async () => {
  await using migrated = await start({ migrations: MIGRATIONS, database: 'told', name: 'told' });
  expect(await listServers()).toMatchObject([{ name: 'told', details: migrated.details }]);
  expect(migrated.details).toMatchObject({ url: migrated.url, server: 'embedded', migrationVersion: 2 });
  expect(migrated.details.pid).toBeGreaterThan(0);
});

test('a detached database is dropped only while it is the one that was made', async () => {
  const database = `detached_${Math.random().toString(36).slice(2)}`;
  const options = {
    server: { kind: 'existing' as const, url: inject('serverUrl') },
    migrations: MIGRATIONS,
    database,
    detached: true,
    name: 'detached',
  };
  const count = async (): Promise<number | null> =>
    withConnection(
      inject('serverUrl'),
      async (client) => (await client.query('SELECT FROM pg_database WHERE datname = $1', [database])).rowCount,
    );
  await start(options);
  await stopServer('detached');
  expect(await count()).toBe(0);

  await start(options);
  await withConnection(inject('serverUrl'), async (client) => {
    await client.query(`DROP DATABASE ${database}`);
    await client.query(`CREATE DATABASE ${database}`);
  });
  await stopServer('detached');
  expect(await count()).toBe(1);
  expect(await listServers()).toEqual([]);
  await withConnection(inject('serverUrl'), (client) => client.query(`DROP DATABASE ${database}`));
});
