import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { startServer } from '../../../src/servers/select.ts';
import { sweepServers } from '../../../src/servers/sweep.ts';
import { eventually, serverInChild } from '../child.ts';
import { state, start, isRunning, useOwnState } from './own-state.ts';

useOwnState();

describe('a server', () => {
  test('answers by its URL and is gone, with its folder and record, once stopped', async () => {
    const server = await start();
    const { rows } = await withConnection(server.connectionString(), (client) =>
      client.query<{ user: string; super: boolean; version: number }>(
        `SELECT current_user AS user, rolsuper AS super, current_setting('server_version_num')::int AS version
           FROM pg_roles WHERE rolname = current_user`,
      ),
    );
    expect(rows).toEqual([{ user: 'python', super: true, version: server.version.number }]);
    expect(server.version.major).toBe(18);
    expect(readRecords(state)).toHaveLength(1);
    await server.stop();
    expect(isRunning(server.pid)).toBe(false);
    expect(existsSync(dirname(server.dataDirectory))).toBe(false);
    expect(readRecords(state)).toEqual([]);
    await server.stop();
  });

  test('requires a password over the network, which is new at each start', async () => {
    await using first = await start();
    await using second = await start();
    expect(first.password).not.toBe(second.password);
    const wrong = first.connectionString().replace(encodeURIComponent(first.password), 'wrong');
    await expect(withConnection(wrong, (client) => client.query('SELECT 1'))).rejects.toMatchObject({
      code: 'CANNOT_CONNECT',
      cause: { code: '28P01' },
      message: expect.not.stringContaining(first.password),
    });
    expect(statSync(dirname(first.dataDirectory)).mode & 0o777).toBe(0o700);
  });

  test('speaks TLS with clients that want it, and without it with others', async () => {
    await using server = await start();
    for (const ssl of [{ rejectUnauthorized: false }, false]) {
      const { rows } = await withConnection({ connectionString: server.connectionString(), ssl }, (client) =>
        client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
      );
      expect(rows).toEqual([{ ssl: ssl !== false }]);
    }
    expect(statSync(join(server.dataDirectory, 'server.key')).mode & 0o777).toBe(0o600);
  });

  test('that is killed says so', async () => {
    await using server = await start();
    const loss = server.loss();
    process.kill(server.pid, 'SIGKILL');
    expect(await loss).toMatchObject({
      code: 'SERVER_ENDED',
      message: expect.stringContaining('PostgreSQL has ended'),
    });
  });

  test('does not run as root', async () => {
    await using server = await start();
    expect(statSync(server.dataDirectory).uid).not.toBe(0);
  });

  test('accepts settings in addition to those for disposable data', async () => {
    await using server = await start({ settings: { work_mem: '7MB' } });
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query(`SELECT current_setting('work_mem') AS work_mem, current_setting('fsync') AS fsync`),
    );
    expect(rows).toEqual([{ work_mem: '7MB', fsync: 'off' }]);
  });

  test('sorts text the same way on every machine', async () => {
    await using server = await start();
    const { rows } = await withConnection(server.connection(), (client) =>
      client.query<{ text: string }>(`SELECT text FROM unnest(ARRAY['é', 'a', 'B', 'z']) AS text ORDER BY text`),
    );
    expect(rows.map(({ text }) => text)).toEqual(['B', 'a', 'z', 'é']);
  });
});

describe('a preparation', () => {
  const key = `test ${Date.now()} ${Math.random()}`;

  test('is built once; later starts copy it', async () => {
    let builds = 0;
    const preparation = {
      key,
      bytes: 10_000_000,
      build: async (server: PostgresServer) => {
        builds += 1;
        await withConnection(server.connection(), (client) => client.query('CREATE TABLE kept AS SELECT 42 AS n'));
      },
    };
    for (const fromCache of [false, true, true]) {
      await using server = await start({ preparation });
      expect(server.fromCache).toBe(fromCache);
      const { rows } = await withConnection(server.connection(), (client) => client.query('SELECT n FROM kept'));
      expect(rows).toEqual([{ n: 42 }]);
    }
    expect(builds).toBe(1);
  });

  test('is built for each set of settings, which can affect it', async () => {
    const preparation = {
      key: `${key} zone`,
      bytes: 0,
      build: (server: PostgresServer) =>
        withConnection(server.connection(), async (client) => {
          await client.query(`CREATE TABLE kept AS SELECT current_setting('timezone') AS zone`);
        }),
    };
    for (const zone of ['Asia/Tokyo', 'UTC']) {
      await using server = await start({ preparation, settings: { timezone: zone } });
      const { rows } = await withConnection(server.connection(), (client) => client.query('SELECT zone FROM kept'));
      expect(rows).toEqual([{ zone }]);
    }
  });

  test('that fails leaves nothing and is not cached', async () => {
    let folder = '';
    const preparation = {
      key: `${key} failing`,
      bytes: 0,
      build: async (server: PostgresServer) => {
        const { rows } = await withConnection(server.connection(), (client) =>
          client.query<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`),
        );
        folder = dirname(rows[0]?.directory ?? '');
        throw new Error('no');
      },
    };
    await expect(startServer({ preparation })).rejects.toThrow('no');
    expect(folder).toContain('elementaldb-');
    expect(existsSync(folder)).toBe(false);
    expect(readRecords(state)).toEqual([]);
    await expect(startServer({ preparation })).rejects.toThrow('no');
  });

  test('can be requested by several starts at once', async () => {
    const preparation = {
      key: `${key} at once`,
      bytes: 0,
      build: (server: PostgresServer) =>
        withConnection(server.connection(), async (client) => {
          await client.query('CREATE TABLE kept AS SELECT 1 AS n');
        }),
    };
    const servers = await Promise.all([1, 2, 3].map(() => start({ preparation })));
    for (const server of servers) {
      const { rows } = await withConnection(server.connection(), (client) => client.query('SELECT n FROM kept'));
      expect(rows).toEqual([{ n: 1 }]);
      await server.stop();
    }
  });
});

describe('wrong input', () => {
  test('a port in use is an error before anything is created', async () => {
    await using other = await start();
    const { port } = other;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`${port}`),
    });
  });

  test('a folder without binaries, a version that is not installed', async () => {
    await expect(start({ pgBin: '/nowhere' })).rejects.toMatchObject({ code: 'NO_BINARIES' });
    await expect(start({ major: 9 })).rejects.toMatchObject({ code: 'NO_BINARIES' });
  });

  test('a setting that the server rejects is an error with its message, and nothing is left', async () => {
    await expect(startServer({ settings: { work_mem: 'much' } })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('work_mem'),
    });
    expect(readRecords(state)).toEqual([]);
  });

  test('a run folder without space or that cannot be used', async () => {
    vi.stubEnv('ELEMENTALDB_RUN', '/proc');
    await expect(start()).rejects.toMatchObject({ code: 'NO_RUN_FOLDER' });
    vi.stubEnv('ELEMENTALDB_RUN', join(tmpdir(), 'x'.repeat(90)));
    await expect(start()).rejects.toMatchObject({ code: 'NO_RUN_FOLDER' });
  });
});

describe('when its process', () => {
  test('is alive, a sweep keeps its server', async () => {
    const { child, pid } = await serverInChild();
    expect(await sweepServers(state)).toEqual([]);
    expect(isRunning(pid)).toBe(true);
    child.kill();
    await eventually('the server has gone', () => !isRunning(pid));
  });
});
