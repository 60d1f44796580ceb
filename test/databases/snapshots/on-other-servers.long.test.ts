import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { listSnapshots } from '../../../src/databases/snapshots/named-snapshot.ts';
import { restoreSnapshot } from '../../../src/databases/snapshots/restore-snapshot.ts';
import { saveSnapshot } from '../../../src/databases/snapshots/save-snapshot.ts';
import { eventually } from '../../servers/child.ts';
import { server, options, otherRun, databases, useOwnState } from './other-server.ts';

const CHILD = fileURLToPath(new URL('../migrate-and-wait.ts', import.meta.url));

useOwnState();

test('those of a killed process are dropped by the next run, with its restored database', async () => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, JSON.stringify(options())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const url = server.connectionString('energy');
  await saveSnapshot(url, 'one');
  await restoreSnapshot(url, 'one');
  await otherRun();
  expect(await listSnapshots(url)).toMatchObject([{ name: 'one' }]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await eventually('nothing is left', async () => {
    await otherRun();
    return (await databases()).length === 0;
  });
});
