import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EnvironmentError } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import type { ServerVersion } from '../server.ts';
import { ownAccountHasName } from './account.ts';

/**
 * As with the server's supervisor: when we die, the kernel closes the pipe that only we hold, `read` returns, and what
 * was begun goes. We may have removed the folder by then, and `initdb` make it again with all above it; and it leaves a
 * server behind for a moment, which may write into the folder while it is removed. A shell reports a job that was killed on
 * standard error, where nobody reads any more: that must not end it.
 */
const SCRIPT = `
run=$1; shift
abandoned=
trap '' PIPE
trap 'abandoned=1' USR1
exec 3<&0 </dev/null
"$@" 3<&- &
initdb=$!
( read -r _ <&3; kill -USR1 "$$"; kill "$initdb" ) 2>/dev/null &
reader=$!
exec 3<&-
wait "$initdb"; code=$?
while kill -0 "$initdb" 2>/dev/null; do wait "$initdb"; code=$?; done
kill "$reader" 2>/dev/null
if [ -n "$abandoned" ] || [ "$code" -ne 0 ]; then
  for round in 1 2 3 4 5; do rm -rf "$run"; sleep 0.2; [ -e "$run" ] || break; done
fi
exit "$code"
`;

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

/**
 * Runs `initdb` into `data` in the run folder under `account`, then closes the cluster to everyone without a password.
 * Should this process die meanwhile, the run folder goes.
 */
export async function initialise(bin: string, runFolder: string, options: string[], account: Account): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  const command = [join(bin, 'initdb'), '-D', join(runFolder, 'data'), ...options];
  // initdb wants a name for its account. In a user namespace of its own a nameless uid looks like "nobody".
  const program = asRoot || ownAccountHasName() ? command : ['unshare', '--user', ...command];
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'elementaldb', runFolder, ...program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    cwd: '/',
    env: englishEnvironment(),
    ...(asRoot ? account : {}),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) {
    throw new EnvironmentError(`initdb failed: ${stderr.trim() || `exit code ${code ?? signal}`}`, {
      code: 'INITDB_FAILED',
      hint: 'Free some space if there is none; "--pg-bin FOLDER" uses another PostgreSQL.',
    });
  }
  writeFileSync(join(runFolder, 'data', 'pg_hba.conf'), ACCESS);
}

/** The environment for PostgreSQL's programs: messages in English, and no `PG…` variable of the user's. */
export function englishEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
