import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { eventually } from '../../servers/child.ts';
import { GOOD, test, type Sandbox } from '../run-cli.ts';
import { inFront, stuck, nothingLeft } from './interrupted.ts';

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

describe('a server in front ends with its process', () => {
  test('on a second signal without waiting for the first to be done', async ({ sandbox }) => {
    const { child, ended } = await inFront(sandbox);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect([0, 130]).toContain((await ended).exitCode);
    await nothingLeft(sandbox);
  });
});

describe('Ctrl-C in the middle of a start', () => {
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
