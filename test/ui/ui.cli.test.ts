import { cpSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { GOOD, test } from '../cli/run-cli.ts';
import { openedOf, startServer } from './spawned-ui.ts';

describe('ui', () => {
  test('prints an address; Ctrl-C ends the page, its check and its servers', async ({ sandbox }) => {
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
    const ui = sandbox.spawn(['ui']);
    await ui.prints(/Ctrl-C/);
    await ui.prints(/token=\S+\n/);
    await startServer(openedOf(ui), 'clicked');
    ui.child.kill('SIGINT');
    expect(await ui.ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ {2}http:\S+\n$/) });
    await sandbox.leavesNothing();
  });

  test('a folder that is not there, and a port in use, are refused', async ({ sandbox }) => {
    expect(await sandbox.runHere(['ui', 'nowhere'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: .*nowhere.*\nfix: /),
    });
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    expect(await sandbox.runHere(['ui', '--port', port])).toMatchObject({
      exitCode: 3,
      stderr: `error: port ${port} is in use by another program\nfix: Use another --port, or omit it to use a free port.\n`,
    });
    taken.close();
    expect(await sandbox.runHere(['ui', '--port', '70000'])).toMatchObject({ exitCode: 2 });
    expect(await sandbox.runHere(['ui', 'one', '--migrations', 'other'])).toMatchObject({ exitCode: 2 });
    await sandbox.leavesNothing();
  });
});
