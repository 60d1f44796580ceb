import { describe, expect } from 'vitest';

import { GOOD, test } from '../run-cli.ts';
import { nothingLeft, testEndedBy } from './leased.ts';

describe('exec', () => {
  test('variables that would lead libpq elsewhere are not passed on', async ({ sandbox }) => {
    const { stdout } = await sandbox.run(
      ['exec', '--template', 'empty', '--', 'sh', '-c', 'echo "${PGHOSTADDR-none} ${PGSERVICE-none} ${PGTZ-none}"'],
      { env: { PGHOSTADDR: '192.0.2.1', PGSERVICE: 'other', PGTZ: 'UTC' } },
    );
    expect(stdout).toBe('none none UTC\n');
  });

  test('a signal is passed on to the command, whose exit code counts; the database is released', async ({
    sandbox,
  }) => {
    const script = "trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.1; done";
    const running = sandbox.spawn(['exec', '--template', 'empty', '--', 'sh', '-c', script]);
    await running.prints(/ready/);
    running.child.kill('SIGTERM');
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(9);
    expect(stdout).toContain('told');
    await nothingLeft(sandbox);
  });

  test('a command that a signal ends gives 128 and its number', async ({ sandbox }) => {
    const { exitCode } = await sandbox.run(['exec', '--template', 'empty', '--', 'sh', '-c', 'kill -15 $$']);
    expect(exitCode).toBe(143);
  });

  test('when it is killed itself, the server goes with the database', async ({ sandbox }) => {
    const running = sandbox.spawn(['exec', '--template', 'empty', '--', 'sh', '-c', 'echo ready; sleep 2']);
    await running.prints(/ready/);
    running.child.kill('SIGKILL');
    await running.ended;
    await nothingLeft(sandbox);
  });

  test('a command that cannot run is reported, and nothing is left behind', async ({ sandbox }) => {
    const missing = await sandbox.run(['exec', '--template', 'empty', '--', 'no-such-program-of-mine']);
    expect(missing.exitCode).toBe(3);
    expect(missing.stderr).toContain('cannot run no-such-program-of-mine');
    const none = await sandbox.run(['exec']);
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('elementaldb exec -- pytest');
    await nothingLeft(sandbox);
  });

  test('a suite in the command gets more databases of the same server', async ({ sandbox }) => {
    const index = new URL('../../../dist/index.js', import.meta.url).href;
    const suite = `
const { testDatabase } = await import(${JSON.stringify(index)});
const db = await testDatabase({ migrations: ${JSON.stringify(GOOD)} });
console.log(new URL(db.url).port === process.env.PGPORT, db.name !== process.env.PGDATABASE);
await db[Symbol.asyncDispose]();`;
    const { stdout, stderr } = await sandbox.run([
      'exec',
      '--migrations',
      GOOD,
      '--',
      process.execPath,
      '--input-type=module',
      '-e',
      suite,
    ]);
    expect(stdout.trim(), stderr).toBe('true true');
  });
});

describe('lease', () => {
  test('without --json it prints the URL alone', async ({ sandbox }) => {
    const { stdout } = await sandbox.run(['lease', '--template', 'empty']);
    expect(stdout).toMatch(/^postgresql:\/\/\S+\n$/);
  });
});

describe('a lease that is', () => {
  testEndedBy('SIGTERM');
});
