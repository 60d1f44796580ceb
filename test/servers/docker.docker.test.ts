import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { getContainerRuntimeClient } from 'testcontainers';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';

import { startMigrated } from '../../src/databases/migrated.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startDocker, type DockerOptions, type DockerServer } from '../../src/servers/docker.ts';
import { claimRecord, readRecords } from '../../src/servers/registry.ts';
import { startServer } from '../../src/servers/select.ts';
import { containerInChild } from '../docker/container-in-child.ts';

const images = inject('images');
const [image = ''] = images;
const withoutContainers = inject('withoutContainers');

/** No reaper: what it does is Testcontainers' affair, what happens without it is ours. */
const WITHOUT_REAPER = { TESTCONTAINERS_RYUK_DISABLED: 'true' };

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

function start(options: DockerOptions = {}): Promise<DockerServer> {
  return startDocker(claimRecord(state, 'docker'), { image, ...options });
}

async function engine() {
  return (await getContainerRuntimeClient()).container.dockerode;
}

async function containerIds(): Promise<string[]> {
  return (await (await engine()).listContainers({ all: true })).map(({ Id }) => Id);
}

/** The containers, in whatever state, whose label says that they belong to this process. */
async function ownContainers(): Promise<string[]> {
  const listed = await (await engine()).listContainers({ all: true, filters: { label: ['elementaldb.owner'] } });
  return listed
    .filter(({ Labels }) => JSON.parse(Labels['elementaldb.owner'] ?? '').pid === process.pid)
    .map(({ Id }) => Id);
}

/** What a start throws, after which nothing may be left of it. */
async function failure(options: object): Promise<unknown> {
  const error: unknown = await startServer({ server: { kind: 'docker' }, ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await ownContainers()).toEqual([]);
  expect(readRecords(state)).toEqual([]);
  return error;
}

describe.skipIf(withoutContainers !== '')('a container', () => {
  test.each(images)('of %s answers by its URL and is gone, with its volumes and record, once stopped', async (tag) => {
    const { server } = await startServer({ server: { kind: 'docker' }, image: tag });
    const { rows } = await withConnection(server.connectionString(), (client) =>
      client.query(
        `SELECT current_user AS user, rolsuper AS super, current_setting('server_version_num')::int AS version
           FROM pg_roles WHERE rolname = current_user`,
      ),
    );
    expect(rows).toEqual([{ user: 'python', super: true, version: server.version.number }]);
    expect(server.version.major).toBe(Number(/:(\d+)/.exec(tag)?.[1]));
    // By name it might be reached over IPv6, for which an engine may publish another port.
    expect(server.host).not.toBe('localhost');
    expect(readRecords(state)).toMatchObject([{ kind: 'docker' }]);
    const docker = await engine();
    const [containerId = ''] = await ownContainers();
    const { Mounts } = await docker.getContainer(containerId).inspect();
    expect(Mounts).toMatchObject([{ Type: 'volume' }]);
    await server.stop();
    expect(await containerIds()).not.toContain(containerId);
    const volumes = (await docker.listVolumes()).Volumes.map(({ Name }) => Name);
    expect(volumes.filter((name) => Mounts.some(({ Name }) => Name === name))).toEqual([]);
    expect(readRecords(state)).toEqual([]);
    await server.stop();
  });

  test('lets nobody in without its password, which differs from start to start', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(first.password).not.toBe(second.password);
    expect(first.password).toMatch(/^[\w-]{32}$/);
    for (const password of ['wrong', '']) {
      const url = first.connectionString().replace(`:${first.password}@`, `:${password}@`);
      await expect(withConnection(url, (client) => client.query('SELECT 1'))).rejects.toMatchObject({
        code: 'CANNOT_CONNECT',
        message: expect.not.stringContaining(first.password),
      });
    }
    await Promise.all([first.stop(), second.stop()]);
  });

  test('keeps its data in memory and takes settings on top of those for throw-away data', async () => {
    await using server = await start({ user: 'somebody', settings: { work_mem: '7MB' } });
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query(
        `SELECT current_user AS user, current_setting('data_directory') AS data,
                current_setting('work_mem') AS work_mem, current_setting('fsync') AS fsync`,
      ),
    );
    expect(rows).toEqual([{ user: 'somebody', data: '/elementaldb/data', work_mem: '7MB', fsync: 'off' }]);
    const { HostConfig } = await (await engine()).getContainer(server.containerId).inspect();
    expect(HostConfig.Tmpfs).toEqual({ '/elementaldb': 'rw' });
  });

  test.each(images)('of %s sorts text as the embedded server does', async (tag) => {
    await using server = await start({ image: tag });
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query<{ text: string }>(`SELECT text FROM unnest(ARRAY['é', 'a', 'B', 'z']) AS text ORDER BY text`),
    );
    expect(rows.map(({ text }) => text)).toEqual(['B', 'a', 'z', 'é']);
  });

  test('that somebody else has removed can be stopped all the same', async () => {
    const server = await start();
    await (await engine()).getContainer(server.containerId).remove({ force: true, v: true });
    await server.stop();
    expect(readRecords(state)).toEqual([]);
  });

  test('is not needed for Testcontainers’ reaper: one that cannot be pulled is done without', async () => {
    const { containerId, url, kill } = await containerInChild(
      { image },
      { TESTCONTAINERS_RYUK_DISABLED: 'false', RYUK_CONTAINER_IMAGE: 'elementaldb-test/no-such-reaper:0' },
    );
    const { rows } = await withConnection(url ?? '', (client) => client.query('SELECT 1 AS one'));
    expect(rows).toEqual([{ one: 1 }]);
    await kill();
    await using _ = await start();
    expect(await containerIds()).not.toContain(containerId);
  });
});

describe.skipIf(withoutContainers !== '')('the next start', () => {
  test('removes the container of a process that was killed, and leaves that of a living one alone', async () => {
    const [killed, living] = await Promise.all([
      containerInChild({ image }, WITHOUT_REAPER),
      containerInChild({ image }, WITHOUT_REAPER),
    ]);
    await killed.kill();
    expect(await containerIds()).toEqual(expect.arrayContaining([killed.containerId, living.containerId]));
    const { server } = await startServer({ server: { kind: 'docker' }, image });
    expect(await containerIds()).not.toContain(killed.containerId);
    await withConnection(living.url ?? '', (client) => client.query('SELECT 1'));
    expect(readRecords(state)).toHaveLength(2);

    await living.kill();
    await server.stop();
    await (await start()).stop();
    expect(await containerIds()).not.toContain(living.containerId);
  });
});

describe.skipIf(withoutContainers !== '')('a start that fails leaves neither container nor record', () => {
  test('when there is no such image', async () => {
    expect(await failure({ image: 'elementaldb-test/no-such-image:0' })).toMatchObject({
      code: 'CONTAINER_FAILED',
      message: expect.stringContaining('elementaldb-test/no-such-image:0'),
      hint: expect.stringContaining('docker run'),
    });
  });

  test('when the image’s name is none', async () => {
    expect(await failure({ image: 'No Image!' })).toMatchObject({ code: 'CONTAINER_FAILED' });
  });

  test('when the server refuses a setting, which is told in its own words', async () => {
    expect(await failure({ image, settings: { work_mem: 'much' } })).toMatchObject({
      code: 'CONTAINER_FAILED',
      message: expect.stringMatching(/ended with exit code 1\n[^]*invalid value for parameter "work_mem": "much"/),
      hint: expect.stringContaining('log'),
    });
  });

  test('when the image has no PostgreSQL', async ({ skip }) => {
    skip(
      process.env['ELEMENTALDB_TEST_IMAGES'] !== undefined,
      'the images named do not include one without PostgreSQL',
    );
    expect(await failure({ image: 'elementaldb-test/debian:bookworm' })).toMatchObject({
      code: 'CONTAINER_FAILED',
      message: expect.stringContaining('"postgres": executable file not found'),
    });
  });
});

describe.skipIf(withoutContainers !== '')('the migrations of this repository', () => {
  const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

  test.each(images)('are applied in a container of %s', async (tag) => {
    await using migrated = await startMigrated({
      server: { kind: 'docker' },
      image: tag,
      database: 'tested',
      migrations,
    });
    expect(migrated.fromCache).toBe(false);
    const { rows } = await withConnection(migrated.url, (client) =>
      client.query<{ version: string; dirty: boolean }>('SELECT version, dirty FROM schema_migrations'),
    );
    expect(rows).toEqual([{ version: String(migrated.content.version), dirty: false }]);
  });

  test('that fail leave neither container nor record', async () => {
    const prelude = join(state, 'prelude.sql');
    writeFileSync(prelude, 'SELECT 1 / 0;');
    await expect(
      startMigrated({ server: { kind: 'docker' }, image, database: 'tested', migrations, prelude }),
    ).rejects.toMatchObject({ message: expect.stringContaining('division by zero') });
    expect(await ownContainers()).toEqual([]);
    expect(readRecords(state)).toEqual([]);
  });
});

describe('without any container engine', () => {
  /** Where Testcontainers looks after DOCKER_HOST, and no variable leads it away. */
  const found = ['/var/run/docker.sock', `/run/user/${process.getuid?.()}/docker.sock`].filter(existsSync);

  test('options that no container can honour are refused', async () => {
    for (const option of [{ port: 5432 }, { pgBin: '/usr/bin' }, { major: 17 }]) {
      await expect(startServer({ server: { kind: 'docker' }, ...option })).rejects.toMatchObject({
        code: 'OPTION_NOT_FOR_SERVER',
      });
    }
    expect(readRecords(state)).toEqual([]);
  });

  test('a start says so', async ({ skip }) => {
    skip(found.length > 0, `an engine answers at ${found.join(', ')}, which would be used instead`);
    const nowhere = { HOME: state, XDG_RUNTIME_DIR: state, DOCKER_HOST: `unix://${state}/docker.sock` };
    const { code, hint } = await containerInChild({ image: 'any' }, nowhere);
    expect(code).toBe('NO_CONTAINER_ENGINE');
    expect(hint).toContain('DOCKER_HOST');
    expect(readRecords(state)).toEqual([]);
  });
});
