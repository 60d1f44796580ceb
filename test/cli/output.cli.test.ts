import { execFile, execFileSync } from 'node:child_process';
import { closeSync, openSync, existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

import { describe, expect, inject } from 'vitest';

import { BAD, GOOD, MAIN, jsonOf, test, type Sandbox } from './run-cli.ts';

const COMMANDS = [
  [],
  ['start'],
  ['stop'],
  ['ps'],
  ['url'],
  ['psql'],
  ['verify'],
  ['image'],
  ['image', 'build'],
  ['migrate'],
  ...['up', 'down', 'goto', 'force', 'version', 'status', 'create', 'doctor'].map((name) => ['migrate', name]),
];

const ESCAPE = '\u001B[';

/** The program on a terminal of 80 columns; undefined where there is no `script` to make one. */
async function onTerminal(
  sandbox: Sandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' }); // That of util-linux; others take other arguments.
  } catch {
    return undefined;
  }
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const { stdout } = await promisify(execFile)('script', ['-qec', `${command} || true`, '/dev/null'], {
    cwd: sandbox.folder,
    env: { ...sandbox.env, TERM: 'xterm-256color', ...env },
  });
  return stdout;
}

describe('--help', () => {
  test.for(COMMANDS)('of %j tells its use within 80 columns', async (command, { sandbox }) => {
    const said = await sandbox.runHere([...command, '--help']);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toMatch(new RegExp(`^Usage: ${['elementaldb', ...command].join(' ')}`));
    expect(said.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('--version is that of the package', async ({ sandbox }) => {
    expect((await sandbox.runHere(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('colours', () => {
  test('are left out without a terminal', async ({ sandbox }) => {
    for (const args of [
      ['verify', '--migrations', BAD],
      ['start', '--once', '--migrations', GOOD],
      ['url', '--name', 'nowhere'],
    ]) {
      const { stdout, stderr } = await sandbox.run(args);
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });

  test('are there on a terminal, and not with NO_COLOR', async ({ sandbox, skip }) => {
    const coloured = await onTerminal(sandbox, ['verify', '--migrations', BAD]);
    skip(coloured === undefined, 'there is no script (util-linux) to make a terminal');
    expect(coloured).toContain(`${ESCAPE}31mFAIL${ESCAPE}39m`);
    // Moving the cursor to clear a line of progress is no colour.
    const plain = await onTerminal(sandbox, ['verify', '--migrations', BAD], { NO_COLOR: '1' });
    expect(plain).not.toMatch(/\[\d+m/);
    expect(plain).toContain('FAIL');
  });
});

describe('standard output', () => {
  test('that cannot be written ends with exit code 3 and a message', async ({ sandbox, skip }) => {
    skip(!existsSync('/dev/full'), 'there is no /dev/full');
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'start', '--once', '--json', '--migrations', GOOD], {
      cwd: sandbox.folder,
      env: sandbox.env,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let stderr = '';
    child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(stderr).toMatch(/^error: cannot write the result: ENOSPC/m);
    expect(stderr).not.toContain('    at ');
    await sandbox.leavesNothing();
  });
});

describe('a password', () => {
  test('of a URL is left out of every message about it', async ({ sandbox }) => {
    const right = new URL(inject('serverUrl'));
    const wrong = new URL(right);
    wrong.password = 'geheim';
    const nowhere = 'postgresql://python:geheim@127.0.0.1:1/nowhere';
    for (const args of [
      ['start', '--once', '--server', wrong.href],
      ['verify', '--server', nowhere],
      ['start', '--once', '--server', 'mysql://root:geheim@127.0.0.1/x'],
      ['start', '--once', '--server', 'postgresql://python:geheim@[/x'],
      ['migrate', 'up', '--database-url', nowhere],
      ['migrate', 'version', '--database-url', 'postgresql://python:geheim@[/x'],
      ['migrate', 'status', '--database-url', `${nowhere}?password=geheim`],
    ]) {
      const { exitCode, stdout, stderr } = await sandbox.runHere([
        ...args,
        ...(args[1] === 'version' ? [] : ['--migrations', GOOD]),
      ]);
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(/^error: /);
      expect(stdout + stderr).not.toContain('geheim');
    }
  });

  test('stands in no command line', async ({ sandbox }) => {
    const details = jsonOf(await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD]));
    expect(sandbox.traces().join('\n')).toContain('postgres -D');
    expect(sandbox.traces().join('\n')).not.toContain(String(details['password']));
  });
});
