import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { sweepServers } from '../../../src/servers/sweep.ts';
import { ownCache } from '../../own-cache.ts';
import { eventually, serverInChild } from '../child.ts';
import { state, start, isRunning, useOwnState } from './own-state.ts';

/** The shell above a postmaster, and the one below it that waits for the pipe to close. */
function supervisorsOf(postmaster: number): number[] {
  const shell = parentOf(postmaster) ?? 0;
  const processes = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return [shell, ...processes.filter((pid) => pid !== postmaster && parentOf(pid) === shell)];
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

useOwnState();

describe('a preparation', () => {
  const key = `test ${Date.now()} ${Math.random()}`;

  test('is cached under a strict umask', async () => {
    using _ = ownCache();
    const before = process.umask(0o077);
    try {
      const preparation = { key, bytes: 0, build: () => Promise.resolve() };
      await (await start({ preparation })).stop();
      await using server = await start({ preparation });
      expect(server.fromCache).toBe(true);
    } finally {
      process.umask(before);
    }
  });

  test('that cannot be cached is used, with a notice', async () => {
    using cache = ownCache();
    const steps: string[] = [];
    const build = async (server: PostgresServer): Promise<void> => {
      await withConnection(server.connection(), (client) => client.query('CREATE TABLE kept AS SELECT 42 AS n'));
      rmSync(join(cache.path, 'data'), { recursive: true });
      writeFileSync(join(cache.path, 'data'), '');
    };
    await using server = await start({
      preparation: { key: `${key} refused`, bytes: 0, build },
      onProgress: (step) => steps.push(step),
    });
    const { rows } = await withConnection(server.connection(), (client) => client.query('SELECT n FROM kept'));
    expect(rows).toEqual([{ n: 42 }]);
    expect(steps.at(-1)).toMatch(/the next start must build it again/);
  });

  test.each([
    ['overwritten', (content: Buffer) => content.fill('x')],
    // tar takes the zeros for the end of the archive, without an error.
    ['zeros in its second half', (content: Buffer) => content.fill(0, Math.floor(content.length / 1_024) * 512)],
  ])('with a damaged cache entry (%s) is built again', async (_, damage) => {
    using cache = ownCache();
    const preparation = { key, bytes: 0, build: () => Promise.resolve() };
    await (await start({ preparation })).stop();
    for (const name of readdirSync(join(cache.path, 'data'))) {
      writeFileSync(join(cache.path, 'data', name), damage(readFileSync(join(cache.path, 'data', name))));
    }
    await using server = await start({ preparation });
    expect(server.fromCache).toBe(false);
  });
});

describe('when its process', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'dies of %s, server and folder are removed at once',
    async (signal) => {
      const { child, pid, dataDirectory } = await serverInChild();
      expect(isRunning(pid)).toBe(true);
      child.kill(signal);
      await eventually('the server has gone', () => !isRunning(pid));
      await eventually('the folder has gone', () => !existsSync(dirname(dataDirectory)));
      expect(await sweepServers(state)).toHaveLength(1);
      expect(readRecords(state)).toEqual([]);
    },
  );

  test('and its supervisor are killed, the next sweep ends the server', async () => {
    const { child, pid, dataDirectory } = await serverInChild();
    const supervisors = supervisorsOf(pid);
    // Stopped first, so that they cannot react to the pipe that closes.
    supervisors.forEach((supervisor) => process.kill(supervisor, 'SIGSTOP'));
    child.kill('SIGKILL');
    await eventually('the child has gone', () => child.signalCode !== null);
    supervisors.forEach((supervisor) => process.kill(supervisor, 'SIGKILL'));
    expect(isRunning(pid)).toBe(true);
    await sweepServers(state);
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(dirname(dataDirectory))).toBe(false);
  });
});
