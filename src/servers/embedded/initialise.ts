import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { isObject } from '../../support/json.ts';
import type { ServerVersion } from '../server.ts';
import { ownAccountHasName } from './account.ts';

const run = promisify(execFile);

/**
 * Who may connect: over the socket anyone who can enter its folder (mode 0700: the server's account and root), over
 * loopback whoever knows the password. https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
const ACCESS = `local all all trust
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
local replication all trust
`;

/**
 * The options of `initdb`, part of the cache key. The locale is the same on every machine: C.UTF-8, from PostgreSQL's own
 * provider where it has one (17 and newer), so that sorting does not depend on what the machine has installed. WAL
 * segments of 1 MB keep a copy small.
 */
export function initdbOptions(version: ServerVersion, user: string): string[] {
  const locale =
    version.major >= 17
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8'];
  // Without room kept for reuse the segments that initdb fills are removed at its end.
  const wal = version.major >= 16 ? ['--set', 'wal_recycle=off', '--set', 'min_wal_size=2MB'] : [];
  return ['--username', user, '--encoding=UTF8', ...locale, '--auth=trust', '--wal-segsize=1', '--no-sync', ...wal];
}

/** Runs `initdb` into `dataDirectory` under `account`, then closes the cluster to everyone without a password. */
export async function initialise(
  bin: string,
  dataDirectory: string,
  options: string[],
  account: Account,
): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  const command = [join(bin, 'initdb'), '-D', dataDirectory, ...options];
  // initdb wants a name for its account. In a user namespace of its own a nameless uid looks like "nobody".
  const [program = '', ...args] = asRoot || ownAccountHasName() ? command : ['unshare', '--user', ...command];
  try {
    await run(program, args, { cwd: '/', env: englishEnvironment(), ...(asRoot ? account : {}) });
  } catch (error) {
    const stderr = isObject(error) && typeof error['stderr'] === 'string' ? error['stderr'] : '';
    const missing = codeOf(error) === 'ENOENT' ? `${program} is not there` : messageOf(error);
    throw new EnvironmentError(`initdb failed: ${stderr.trim() || missing}`, {
      code: 'INITDB_FAILED',
      hint: 'Free some space if there is none; "--pg-bin FOLDER" uses another PostgreSQL.',
      cause: error,
    });
  }
  writeFileSync(join(dataDirectory, 'pg_hba.conf'), ACCESS);
}

/** The environment for PostgreSQL's programs: messages in English, and no `PG…` variable of the user's. */
export function englishEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
