/** The limit: unpack a migrated data directory, start postgres on it, ask. Nothing is guarded and nothing cleaned up after. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { embeddedSettings } from '../../src/servers/embedded/settings.ts';
import { parseServerVersion } from '../../src/servers/server.ts';
import { firstQuery, measured } from './measure.ts';

const [, , postgres = '', source = '', root = '/tmp'] = process.argv;
const port = 20_000 + (process.pid % 20_000);

await measured(async () => {
  const folder = mkdtempSync(join(root, 'bare-'));
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  execFileSync('tar', ['-xpf', source, '-C', join(folder, 'data')]);
  const settings = {
    ...embeddedSettings(parseServerVersion(180_004)),
    port: String(port),
    unix_socket_directories: folder,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(postgres, ['-D', join(folder, 'data'), ...flags], { stdio: 'ignore' });
  while (!isReady(join(folder, 'data', 'postmaster.pid'))) {
    await sleep(1);
  }
  await firstQuery(`postgresql://python@${encodeURIComponent(folder)}:${port}/elementaldb`);
  return async () => {
    server.kill('SIGQUIT');
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(folder, { recursive: true });
  };
});

function isReady(file: string): boolean {
  try {
    return readFileSync(file, 'latin1').split('\n')[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
