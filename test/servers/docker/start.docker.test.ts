import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';

import { listServers, stopServer } from '../../../src/commands/servers.ts';
import { start as startMigrated, type StartedDatabase } from '../../../src/databases/start.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import type { DockerOptions } from '../../../src/servers/docker/options.ts';
import { startDocker, type DockerServer } from '../../../src/servers/docker/start.ts';
import { claimRecord, readRecords } from '../../../src/servers/registry.ts';
import { startServer } from '../../../src/servers/select.ts';
import { withServerLossCheck, type PostgresServer } from '../../../src/servers/server.ts';
import { containerInChild } from '../../docker/container-in-child.ts';
import { containersOf, engineApi } from './own-containers.ts';

const images = inject('images');
const [image = ''] = images;

/** One for all tests of this file: what is cached by one is there for the next. */
const cache = mkdtempSync(join(tmpdir(), 'elementaldb-test-cache-'));
let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
  vi.stubEnv('ELEMENTALDB_STATE', state);
  vi.stubEnv('ELEMENTALDB_CACHE', cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

afterAll(() => rmSync(cache, { recursive: true, force: true }));

function start(options: DockerOptions = {}): Promise<DockerServer> {
  return startDocker(claimRecord(state, 'docker'), { image, ...options });
}

function lockOut(server: PostgresServer): Promise<void> {
  return withConnection(server.connection(), async (client) => {
    await client.query(`ALTER ROLE CURRENT_USER NOLOGIN PASSWORD 'known' VALID UNTIL '2020-01-01'`);
  });
}

async function exists(containerId = ''): Promise<boolean> {
  const listed = await (await engineApi()).listContainers({ all: true });
  return listed.some(({ Id }) => Id === containerId);
}

async function ledger({ url }: StartedDatabase): Promise<unknown[]> {
  return (await withConnection(url, (client) => client.query('SELECT version, dirty FROM schema_migrations'))).rows;
}

describe.skipIf(inject('withoutContainers') !== '')('a container', () => {
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
    // The name may resolve to IPv6, for which an engine may publish another port.
    expect(server.host).not.toBe('localhost');
    expect(readRecords(state)).toMatchObject([{ kind: 'docker' }]);
    const api = await engineApi();
    const [containerId = ''] = await containersOf();
    const { Mounts } = await api.getContainer(containerId).inspect();
    expect(Mounts).toMatchObject([{ Type: 'volume' }]);
    await server.stop();
    expect(await exists(containerId)).toBe(false);
    const volumes = (await api.listVolumes()).Volumes.map(({ Name }) => Name);
    expect(volumes.filter((name) => Mounts.some(({ Name }) => Name === name))).toEqual([]);
    expect(readRecords(state)).toEqual([]);
    await server.stop();
  });

  test('requires a password, which is new at each start', async () => {
    // With a unique setting, so that its data directory is not cached and the container gets a password.
    const [first, second] = await Promise.all([start({ settings: { work_mem: '6MB' } }), start()]);
    const environment = (await (await engineApi()).getContainer(first.containerId).inspect()).Config.Env;
    const [, before = ''] = /POSTGRES_PASSWORD=(.*)/.exec(environment.join('\n')) ?? [];
    expect(before).toMatch(/^[\w-]{32}$/);
    expect(first.password).not.toBe(second.password);
    expect(first.password).toMatch(/^[\w-]{32}$/);
    for (const password of ['wrong', '', second.password, before]) {
      const url = first.connectionString().replace(`:${first.password}@`, `:${password}@`);
      await expect(withConnection(url, (client) => client.query('SELECT 1'))).rejects.toMatchObject({
        code: 'CANNOT_CONNECT',
        message: expect.not.stringContaining(first.password),
      });
    }
    await Promise.all([first.stop(), second.stop()]);
  });

  test('speaks TLS with clients that want it', async () => {
    await using server = await start();
    const { rows } = await withConnection(
      { connectionString: server.connectionString(), ssl: { rejectUnauthorized: false } },
      (client) => client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
    );
    expect(rows).toEqual([{ ssl: true }]);
  });

  test('lets its superuser in after files have changed CURRENT_USER', async () => {
    for (const fromCache of [false, true]) {
      await using server = await start({ preparation: { key: 'changed role', bytes: 0, build: lockOut } });
      expect(server.fromCache).toBe(fromCache);
      await withConnection(server.connectionString(), (client) => client.query('SELECT 1'));
    }
  });

  test('keeps its data in memory and accepts settings in addition to those for disposable data', async () => {
    await using server = await start({ user: 'somebody', settings: { work_mem: '7MB' } });
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query(
        `SELECT current_user AS user, current_setting('data_directory') AS data,
                current_setting('work_mem') AS work_mem, current_setting('fsync') AS fsync`,
      ),
    );
    expect(rows).toEqual([{ user: 'somebody', data: '/elementaldb/data', work_mem: '7MB', fsync: 'off' }]);
    const { HostConfig } = await (await engineApi()).getContainer(server.containerId).inspect();
    expect(Object.keys(HostConfig.Tmpfs ?? {})).toEqual(['/elementaldb']);
  });

  test.each(images)('of %s sorts text as the embedded server does', async (tag) => {
    await using server = await start({ image: tag });
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query<{ text: string }>(`SELECT text FROM unnest(ARRAY['é', 'a', 'B', 'z']) AS text ORDER BY text`),
    );
    expect(rows.map(({ text }) => text)).toEqual(['B', 'a', 'z', 'é']);
  });

  test('that was removed can still be stopped', async () => {
    const server = await start();
    await (await engineApi()).getContainer(server.containerId).remove({ force: true, v: true });
    await server.stop();
    expect(readRecords(state)).toEqual([]);
  });

  test('that is killed is named as the cause of errors, and is gone', async () => {
    await using server = await start();
    const loss = server.loss();
    const ask = () => withConnection(server.connection(), (client) => client.query('SELECT 1 / 0'));
    await expect(withServerLossCheck(server, ask)).rejects.toMatchObject({ code: '22012' });
    await (await engineApi()).getContainer(server.containerId).kill();
    await expect(withServerLossCheck(server, ask)).rejects.toMatchObject({
      code: 'CONTAINER_ENDED',
      message: expect.stringContaining('killed'),
    });
    expect(await loss).toMatchObject({ code: 'CONTAINER_ENDED' });
    await expect.poll(() => exists(server.containerId)).toBe(false);
  });

  test('whose server ends says why', async () => {
    await using server = await start();
    const loss = server.loss();
    await withConnection(server.connection(), (client) =>
      client.query(`COPY (SELECT 1) TO PROGRAM 'kill -9 $(head -n 1 postmaster.pid)'`),
    ).catch(() => undefined);
    expect(await loss).toMatchObject({ code: 'CONTAINER_ENDED', message: expect.stringContaining('exit code 137') });
  });

  test('ends when its process is killed, without Testcontainers’ reaper', async () => {
    const environment = { TESTCONTAINERS_RYUK_DISABLED: 'false', RYUK_CONTAINER_IMAGE: 'elementaldb-test/none:0' };
    const [killed, living] = await Promise.all([
      containerInChild({ image }, environment),
      containerInChild({ image }, environment),
    ]);
    await killed.kill();
    await expect.poll(() => exists(killed.containerId)).toBe(false);
    await withConnection(living.url ?? '', (client) => client.query('SELECT 1'));
  });
});

describe.skipIf(inject('withoutContainers') !== '')('the migrations of this repository', () => {
  const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url));

  function migrated(options: object = {}): Promise<StartedDatabase> {
    return startMigrated({ server: { kind: 'docker' }, image, database: 'tested', migrations, ...options });
  }

  test.each(images)('are applied in a container of %s, the second time from the cache', async (tag) => {
    const steps: string[] = [];
    for (const fromCache of [false, true]) {
      steps.length = 0;
      await using server = await migrated({ image: tag, onProgress: (step: string) => steps.push(step) });
      expect(server.fromCache).toBe(fromCache);
      expect(steps.some((step) => step.startsWith('Applying migration'))).toBe(!fromCache);
      expect(await ledger(server)).toEqual([{ version: String(server.content.version), dirty: false }]);
    }
    const data = join(cache, 'data');
    expect(readdirSync(data).map((name) => statSync(join(data, name)).mode & 0o777)).not.toContain(0o644);
  });

  test.each(['damaged ', '0123456789abcdefghijklmnopqrstuv'])(
    'are made again when the cache holds %s',
    async (bytes) => {
      await (await migrated()).stop();
      const data = join(cache, 'data');
      for (const name of readdirSync(data)) {
        writeFileSync(join(data, name), bytes.repeat(statSync(join(data, name)).size / bytes.length));
      }
      await using server = await migrated();
      expect(server.fromCache).toBe(false);
      expect(await ledger(server)).toHaveLength(1);
    },
  );

  test('that fail leave no container and no record', async () => {
    const prelude = join(state, 'prelude.sql');
    writeFileSync(prelude, 'SELECT 1 / 0;');
    await expect(migrated({ prelude })).rejects.toMatchObject({
      message: expect.stringContaining('division by zero'),
    });
    expect(await containersOf()).toEqual([]);
    expect(readRecords(state)).toEqual([]);
  });

  test('stay in a detached container after its process, until it is stopped by name', async () => {
    const { containerId, url, kill } = await containerInChild({ image, detached: true, name: 'long' });
    await kill();
    await using _ = await start();
    await withConnection(url ?? '', (client) => client.query('SELECT 1'));
    expect(await listServers()).toContainEqual(
      expect.objectContaining({ name: 'long', kind: 'docker', detached: true }),
    );
    await stopServer('long');
    expect(await exists(containerId)).toBe(false);
    expect(readRecords(state).map(({ name }) => name)).not.toContain('long');
  });

  test('in a detached container that was stopped are forgotten by the next command', async () => {
    const { containerId = '', kill } = await containerInChild({ image, detached: true, name: 'ended' });
    await kill();
    await (await engineApi()).getContainer(containerId).stop();
    expect(await listServers()).toEqual([]);
    expect(await exists(containerId)).toBe(false);
  });
});
