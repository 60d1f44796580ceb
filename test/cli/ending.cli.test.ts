import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { eventually } from '../servers/child.ts';
import { GOOD, test, urlOf, type Running, type Sandbox } from './run-cli.ts';

/** Starts a server in front and waits until it is ready. */
async function inFront(sandbox: Sandbox, args: readonly string[] = []): Promise<Running> {
  const running = sandbox.spawn(['start', '--migrations', GOOD, ...args]);
  await running.isReady();
  return running;
}

/** A start that gets stuck in a migration, with the server running. */
async function stuck(sandbox: Sandbox, args: readonly string[] = []): Promise<Running> {
  sandbox.write({
    'migrations/1_a.up.sql': 'CREATE TABLE a (n int);',
    'migrations/1_a.down.sql': 'DROP TABLE a;',
    'migrations/2_b.up.sql': 'SELECT pg_sleep(600);',
    'migrations/2_b.down.sql': '',
  });
  const running = sandbox.spawn(['start', ...args]);
  await running.prints(/Applying migration/);
  return running;
}

/** The shells that stand between the program and PostgreSQL. */
function supervisors(sandbox: Sandbox): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.startsWith('/bin/sh\0-c') && command.includes(sandbox.runs);
      } catch {
        return false; // It has ended.
      }
    });
}

async function nothingLeft(sandbox: Sandbox): Promise<void> {
  await eventually('nothing is left', () => sandbox.traces().length === 0);
}

describe('a server in front ends with its process', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('on %s, with exit code 0', async (signal, { sandbox }) => {
    const { child, said, ended } = await inFront(sandbox);
    expect(sandbox.traces().length).toBeGreaterThanOrEqual(3);
    child.kill(signal);
    expect(await ended).toMatchObject({ exitCode: 0 });
    // At once, not eventually: whoever waits for the process may rely on it.
    await sandbox.leavesNothing();
    await expect(withConnection(urlOf(said), () => Promise.resolve())).rejects.toThrow('cannot connect');
  });

  test('on a second signal without waiting for the first to be done', async ({ sandbox }) => {
    const { child, ended } = await inFront(sandbox);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect([0, 130]).toContain((await ended).exitCode);
    await nothingLeft(sandbox);
  });

  test('when it fails: an up that cannot be applied leaves nothing', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT nonsense;', 'migrations/1_a.down.sql': '' });
    expect(await sandbox.run(['start'])).toMatchObject({ exitCode: 1, stdout: '' });
    await sandbox.leavesNothing();
  });
});

describe('Ctrl-C in the middle of a start', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while a migration runs', async ([signal, exitCode], { sandbox }) => {
    const { child, ended } = await stuck(sandbox);
    child.kill(signal);
    expect(await ended).toMatchObject({ exitCode, stdout: '' });
    await nothingLeft(sandbox);
  });

  test('while start --detach runs a migration', async ({ sandbox }) => {
    const { child, ended } = await stuck(sandbox, ['--detach']);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130 });
    await nothingLeft(sandbox);
  });

  test('while start --verify runs a migration', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT pg_sleep(600);', 'migrations/1_a.down.sql': '' });
    const { child, prints, ended } = sandbox.spawn(['start', '--verify']);
    await prints(/Verifying 1 of 1/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130 });
    await nothingLeft(sandbox);
  });

  test.for(['SIGINT', 'SIGKILL'] as const)(
    '%s while initdb runs, in a cache that is empty',
    async (signal, { sandbox }) => {
      const { child, ended } = sandbox.spawn(['start', '--once', '--migrations', GOOD], {
        env: { ELEMENTALDB_CACHE: join(sandbox.folder, 'cache') },
      });
      await eventually('initdb runs', () => sandbox.traces().some((trace) => /bin\/initdb -D/.test(trace)));
      child.kill(signal);
      await ended;
      await eventually('initdb and what it made have gone', () =>
        sandbox.traces().every((trace) => trace.endsWith('.json')),
      );
      await sandbox.run(['ps']);
      await sandbox.leavesNothing();
    },
  );
});

describe('kill -9', () => {
  test('of a server in front: the server and its folder go within seconds, the record with the next run', async ({
    sandbox,
  }) => {
    const { child, ended } = await inFront(sandbox);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ exitCode: 137 });
    await eventually('the server has gone', () => sandbox.traces().every((trace) => trace === 'project.json'));
    expect(sandbox.traces()).toEqual(['project.json']);
    expect(await sandbox.run(['ps'])).toMatchObject({ stdout: 'No server is running.\n' });
    await sandbox.leavesNothing();
  });

  test('in the middle of a start', async ({ sandbox }) => {
    const { child, ended } = await stuck(sandbox);
    child.kill('SIGKILL');
    await ended;
    await eventually('the server has gone', () => sandbox.traces().every((trace) => trace === 'project.json'));
    expect((await sandbox.run(['start', '--once', '--migrations', GOOD])).exitCode).toBe(0);
    await sandbox.leavesNothing();
  });

  test('of all that watched: the next run ends the server and takes its folder away', async ({ sandbox, skip }) => {
    skip(process.platform !== 'linux', 'the supervisor is found through /proc');
    const { child, ended } = await inFront(sandbox);
    const watching = supervisors(sandbox);
    // Each would act on the death of another: all of them at once.
    watching.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    watching.forEach((pid) => process.kill(pid, 'SIGKILL'));
    child.kill('SIGKILL');
    await ended;
    expect(sandbox.traces().some((trace) => trace.includes('bin/postgres -D'))).toBe(true);
    expect(await sandbox.run(['ps'])).toMatchObject({ exitCode: 0, stdout: 'No server is running.\n' });
    await nothingLeft(sandbox);
  });

  test('of verify: nothing is left running', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT pg_sleep(600);', 'migrations/1_a.down.sql': '' });
    const { child, prints, ended } = sandbox.spawn(['verify']);
    await prints(/Verifying 1 of 1/);
    child.kill('SIGKILL');
    await ended;
    await eventually('the server has gone', () => sandbox.traces().every((trace) => trace.endsWith('.json')));
  });
});
