import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';

import { dumpToFile } from '../../src/databases/dumps/dump-to-file.ts';
import { restoreFromFile } from '../../src/databases/dumps/restore-from-file.ts';
import { restoreSnapshot } from '../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../src/databases/snapshots/save-snapshot.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';

const [image = ''] = inject('images');
const withoutContainers = inject('withoutContainers');

describe.skipIf(withoutContainers !== '')(`snapshots in a container of ${image}`, () => {
  let folder: string;
  let server: PostgresServer;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-dump-'));
    vi.stubEnv('ELEMENTALDB_STATE', join(folder, 'state'));
    ({ server } = await startServer({ server: { kind: 'docker' }, image }));
    await withConnection(server.connection(), (client) => client.query('CREATE DATABASE "it\'s one"'));
    url = server.connectionString("it's one");
    await withConnection(url, (client) =>
      client.query(
        "CREATE TABLE meter AS SELECT n AS id, repeat('x', 100) AS note FROM generate_series(1, 100000) AS n",
      ),
    );
  });

  afterAll(async () => {
    await server.stop();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  async function meters(): Promise<unknown> {
    const { rows } = await withConnection(url, (client) => client.query('SELECT count(*)::int AS n FROM meter'));
    return rows;
  }

  async function clear(): Promise<void> {
    await withConnection(url, (client) => client.query('TRUNCATE meter'));
  }

  test('a named one is made and restored', async () => {
    await saveSnapshot(url, 'full');
    await clear();
    await restoreSnapshot(url, 'full');
    expect(await meters()).toEqual([{ n: 100_000 }]);
  });

  test("a file is written and restored by the container's own programs", async () => {
    const file = join(folder, 'full.dump');
    const { bytes, version } = await dumpToFile(url, file, { inContainer: true });
    expect(bytes).toBeGreaterThan(100_000);
    expect(version.major).toBe(server.version.major);
    await clear();
    await restoreFromFile(url, file, { inContainer: true });
    expect(await meters()).toEqual([{ n: 100_000 }]);
  });

  test('errors of containers are reported: a damaged file, a server outside of containers', async () => {
    const file = join(folder, 'cut.dump');
    await dumpToFile(url, file, { inContainer: true });
    truncateSync(file, statSync(file).size - 100);
    await expect(restoreFromFile(url, file, { inContainer: true })).rejects.toMatchObject({
      code: 'PG_DUMP_FAILED',
      message: expect.stringContaining('pg_restore: error: '),
    });
    expect(await meters()).toEqual([{ n: 100_000 }]);
    await using elsewhere = (await startServer()).server;
    await withConnection(elsewhere.connection(), (client) => client.query('CREATE DATABASE x'));
    const dumping = dumpToFile(elsewhere.connectionString('x'), join(folder, 'no'), { inContainer: true });
    await expect(dumping).rejects.toMatchObject({ code: 'NO_CONTAINER' });
  });
});
