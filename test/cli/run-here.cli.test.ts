import { describe, expect } from 'vitest';

import { BAD, GOOD, test } from './run-cli.ts';

describe('a run in this process', () => {
  test.for<[string, string[], Record<string, string>?]>([
    ['help', ['start', '--help']],
    ['no command', []],
    ['the version', ['--version']],
    ['an unknown option', ['start', '--colour']],
    ["golang-migrate's flags", ['migrate', '-path', 'nowhere', '-database', 'postgres://127.0.0.1:1/x', 'up']],
    ['the environment', ['start', '--migrations', GOOD], { ELEMENTALDB_PORT: 'abc' }],
    ['a folder that is not there', ['verify', 'nowhere']],
    ['findings of lint', ['lint', BAD, '--format', 'markdown']],
  ])('says the same as a process: %s', async ([, args, env = {}], { sandbox }) => {
    expect(await sandbox.runHere(args, { env })).toEqual(await sandbox.run(args, { env }));
  });

  test('gives the same verdicts, and leaves nothing', async ({ sandbox }) => {
    const args = ['verify', BAD, '--json', '--no-cache'];
    const [{ stderr: _slow, ...here }, { stderr: _slower, ...there }] = [
      await sandbox.runHere(args),
      await sandbox.run(args),
    ];
    expect(here).toEqual(there);
    await sandbox.leavesNothing();
  });

  test('gives the working folder and the environment back', async ({ sandbox }) => {
    const before = { folder: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
    await sandbox.runHere(['verify', 'nowhere'], { env: { ELEMENTALDB_PORT: 'abc' } });
    expect({ folder: process.cwd(), env: { ...process.env }, exitCode: process.exitCode }).toEqual(before);
  });
});
