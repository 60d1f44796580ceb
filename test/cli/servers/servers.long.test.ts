import { describe, expect } from 'vitest';

import { GOOD, test } from '../run-cli.ts';

describe('stop', () => {
  test('--all ends all of them, and is content with none', async ({ sandbox }) => {
    for (const name of ['a', 'b']) {
      await sandbox.run(['start', '--detach', '--migrations', GOOD, '--name', name]);
    }
    expect(await sandbox.run(['stop', '--all'])).toMatchObject({ exitCode: 0, stderr: 'stopped a\nstopped b\n' });
    await sandbox.leavesNothing();
    expect(await sandbox.run(['stop', '--all'])).toMatchObject({ exitCode: 0, stderr: 'No server is running.\n' });
  });

  test('ends a start that is not ready yet', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT pg_sleep(600);', 'migrations/1_a.down.sql': '' });
    const running = sandbox.spawn(['start']);
    await running.prints(/Applying migration 1 of 1/);
    expect((await sandbox.run(['ps'])).stdout).toMatch(/^project +starting /m);
    expect(await sandbox.run(['url'])).toMatchObject({ exitCode: 3, stdout: '' });
    expect(await sandbox.run(['stop'])).toMatchObject({ exitCode: 0 });
    expect(await running.ended).toMatchObject({ exitCode: 143 });
  });
});
