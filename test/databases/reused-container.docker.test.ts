import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';

import { listServers, stopAllServers } from '../../src/commands/servers.ts';
import { start } from '../../src/databases/start.ts';
import { startTestServer } from '../../src/databases/testing/test-server.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { migrationsFolder, tablePairs } from '../migrations/migrations-folder.ts';

const [image = ''] = inject('images');

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
  // Others cache the state of the same migrations.
  vi.stubEnv('ELEMENTALDB_CACHE', join(state, 'cache'));
});

afterEach(async () => {
  await stopAllServers();
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

describe.skipIf(inject('withoutContainers') !== '')('a container that is reused', () => {
  test('has the template for the next run, and stays until it is stopped', async () => {
    await using folder = await migrationsFolder(tablePairs(3));
    const options = { server: { kind: 'docker' as const }, image, reuseContainer: true, migrations: folder.path };
    const urls: string[] = [];
    const applied: string[] = [];
    for (let run = 1; run <= 2; run += 1) {
      const onProgress = (step: string): void => {
        if (step.startsWith('Applying')) {
          applied.push(`run ${run}`);
        }
      };
      await using server = await startTestServer({ ...options, onProgress });
      urls.push(server.description.url);
    }
    expect(urls[1]).toBe(urls[0]);
    expect(new Set(applied)).toEqual(new Set(['run 1']));

    const steps: string[] = [];
    const migrated = await start({ ...options, database: 'mine', onProgress: (step) => void steps.push(step) });
    expect(steps.join()).not.toContain('Applying');
    await withConnection(migrated.url, (client) => client.query('SELECT * FROM t3'));
    await migrated.stop();
    const databases = await withConnection(urls[0] ?? '', (client) => client.query('SELECT datname FROM pg_database'));
    expect(databases.rows.map(({ datname }) => datname)).not.toContain('mine');

    expect(await listServers()).toMatchObject([{ kind: 'docker', detached: true }]);
    await stopAllServers();
    await expect(withConnection(urls[0] ?? '', () => Promise.resolve())).rejects.toMatchObject({
      code: 'CANNOT_CONNECT',
    });
  });

  test('starts with the state that a start in another container has cached', async () => {
    await using folder = await migrationsFolder(tablePairs(2));
    vi.stubEnv('ELEMENTALDB_CACHE', join(state, 'cache'));
    const steps: string[] = [];
    const options = {
      server: { kind: 'docker' as const },
      image,
      migrations: folder.path,
      onProgress: (step: string): void => void steps.push(step),
    };
    await (await start(options)).stop();
    expect(steps.join()).toContain('Applying');
    steps.length = 0;
    await (await startTestServer(options)).stop();
    await using server = await startTestServer({ ...options, reuseContainer: true });
    expect(server.description.kind).toBe('docker');
    await stopAllServers();
    await (await start({ ...options, reuseContainer: true })).stop();
    expect(steps.join()).not.toContain('Applying');
  });

  test('is not asked for a role, which would stay for the next run', async () => {
    await using folder = await migrationsFolder({ '000001_role.up.sql': 'CREATE ROLE somebody;' });
    const options = { server: { kind: 'docker' as const }, image, reuseContainer: true, migrations: folder.path };
    await expect(startTestServer(options)).rejects.toMatchObject({ code: 'CLUSTER_WIDE' });
    await expect(start({ ...options, database: 'mine' })).rejects.toMatchObject({ code: 'CLUSTER_WIDE' });
  });
});

test('only a container can be reused', async () => {
  await expect(start({ reuseContainer: true, database: 'x', migrations: 'migrations' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  });
});
