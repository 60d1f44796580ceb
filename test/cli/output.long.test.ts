import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect } from 'vitest';

import { GOOD, MAIN, test } from './run-cli.ts';

describe('tables', () => {
  test('fit 80 columns, whatever the names', async ({ sandbox }) => {
    const long = 'x'.repeat(60);
    sandbox.write({
      [`migrations/1_${long}.up.sql`]: `CREATE TABLE IF NOT EXISTS ${long} (${'y'.repeat(60)} int DEFAULT 1);`,
      [`migrations/1_${long}.down.sql`]: 'SELECT 1;',
    });
    const verified = await sandbox.runHere(['verify']);
    expect(verified.stdout).toContain('FAIL');
    await sandbox.run(['start', '--detach', '--name', 'n'.repeat(63)]);
    const listed = await sandbox.runHere(['ps']);
    expect(listed.stdout).toContain('nnn');
    const status = await sandbox.runHere(['migrate', 'status', '--name', 'n'.repeat(63)]);
    expect(status.stdout).toContain('applied');
    const table = [...verified.stdout.split('\n').slice(0, 2), ...`${listed.stdout}${status.stdout}`.split('\n')];
    expect(table.filter((line) => line.length > 80)).toEqual([]);
    // Statements that fix are whole, so that they can be pasted.
    const differences = verified.stdout.split('\n').filter((line) => line.startsWith('      ') && !line.endsWith(';'));
    expect(differences.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('standard output', () => {
  test('that is closed early is not an error', async ({ sandbox }) => {
    for (const [streams, exitCode] of [
      ['| true', 0],
      ['2>&1 | true', 0],
      ['>&-', 0],
    ] as const) {
      const script = `"$1" "$2" start --once --migrations "$3" ${streams}`;
      const child = spawn('sh', ['-c', script, 'sh', process.execPath, MAIN, GOOD], {
        cwd: sandbox.folder,
        env: sandbox.env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk) => (stderr += String(chunk)));
      expect(await once(child, 'close')).toEqual([exitCode, null]);
      expect(stderr).not.toContain('EPIPE');
      await sandbox.leavesNothing();
    }
  });
});

describe('a password', () => {
  test('stands nowhere but in the URL that was asked for', async ({ sandbox }) => {
    const started = await sandbox.run(['start', '--detach', '--migrations', GOOD]);
    const [, password = ''] = /:\/\/python:([^@]+)@/.exec(started.stdout) ?? [];
    expect(password).toHaveLength(32);
    expect(started.stderr).not.toContain(password);
    for (const args of [
      ['ps'],
      ['ps', '--json'],
      ['migrate', 'status', '--migrations', GOOD],
      ['migrate', 'doctor', '--migrations', GOOD],
      ['start', '--once', '--migrations', GOOD],
      ['stop'],
    ]) {
      const { stdout, stderr } = await sandbox.run(args);
      expect(stdout + stderr).not.toContain(password);
    }
  });
});
