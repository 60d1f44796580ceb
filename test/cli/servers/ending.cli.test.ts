import { describe, expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { test, urlOf } from '../run-cli.ts';
import { inFront, stuck, nothingLeft } from './interrupted.ts';

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
});
