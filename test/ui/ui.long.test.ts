import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { GOOD, test } from '../cli/run-cli.ts';
import { Events } from './running-ui.ts';
import { openedOf, startServer } from './spawned-ui.ts';

describe('ui', () => {
  test('killed, it leaves nothing that the next command does not remove', async ({ sandbox }) => {
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
    const ui = sandbox.spawn(['ui']);
    await ui.prints(/token=\S+\n/);
    await startServer(openedOf(ui), 'clicked');
    ui.child.kill('SIGKILL');
    await ui.ended;
    expect((await sandbox.run(['ps'])).stdout).toBe('No server is running.\n');
    await sandbox.leavesNothing();
  });

  test('Ctrl-C while servers start leaves nothing, and waits for no migration', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT pg_sleep(600);', 'migrations/1_a.down.sql': '' });
    const ui = sandbox.spawn(['ui']);
    await ui.prints(/token=\S+\n/);
    const { base, token } = openedOf(ui);
    const events = await Events.of({ base, token });
    for (const [name, keep] of [
      ['early', false],
      ['early-kept', true],
    ] as const) {
      await fetch(`${base}servers/start`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'X-Elementaldb': 'test' },
        body: JSON.stringify({ name, keep }),
      });
      await events.next('task', ({ title, lines }) => title === `Start ${name}` && /migration/i.test(lines.join()));
    }
    ui.child.kill('SIGINT');
    expect(await ui.ended).toMatchObject({ exitCode: 0 });
    events.close();
    expect((await sandbox.run(['ps'])).stdout).toBe('No server is running.\n');
    await sandbox.leavesNothing();
  });

  test('--open gives a browser another token; without a browser it says so', async ({ sandbox }) => {
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
    // Finds no browser, like the real one on a machine without a desktop.
    const opener = `#!/bin/sh\necho "$1" > "${sandbox.folder}/opened"\nexit 3\n`;
    sandbox.write({ 'bin/xdg-open': opener, 'bin/open': opener });
    for (const name of ['xdg-open', 'open']) {
      chmodSync(join(sandbox.folder, 'bin', name), 0o755);
    }
    const ui = sandbox.spawn(['ui', '--open'], {
      env: { PATH: `${join(sandbox.folder, 'bin')}:${process.env['PATH'] ?? ''}` },
    });
    await ui.prints(/No browser was found: open the address above\./);
    const { base, token } = openedOf(ui);
    const opened = readFileSync(join(sandbox.folder, 'opened'), 'utf8').trim();
    expect(opened).toContain(`${base}?token=`);
    expect(opened).not.toContain(token);
    expect((await fetch(opened)).status).toBe(200);
    ui.child.kill('SIGTERM');
    await ui.ended;
    await sandbox.leavesNothing();
  });
});
