import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EnvironmentError } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import type { ServerVersion } from '../server.ts';
import { selfSignedCertificate } from '../certificate.ts';
import { ownAccountHasName } from './account.ts';

/**
 * As in the server's supervisor: when our process dies, the kernel closes the pipe, `read` returns, and the run folder is
 * removed. `initdb` may create the folder again, and its server may still write to it for a moment, so the removal is
 * repeated. SIGPIPE is ignored, because the shell reports the killed job on standard error, which nobody reads then.
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
 * Access: over the socket without a password, since only the server's account and root can enter its folder (mode 0700);
 * over loopback with the password. https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
const ACCESS = `local all all trust
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
local replication all trust
`;

/**
 * The options of `initdb`, a part of the cache key. The locale is always C.UTF-8, with PostgreSQL's own provider if it has
 * one (17 and newer), so that the sort order does not depend on the machine. WAL segments of 1 MB keep copies small.
 */
export function initdbOptions(version: ServerVersion, user: string): string[] {
  const locale =
    version.major >= 17
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8'];
  // These settings make initdb remove its WAL segments at its end.
  const wal = version.major >= 16 ? ['--set', 'wal_recycle=off', '--set', 'min_wal_size=2MB'] : [];
  return ['--username', user, '--encoding=UTF8', ...locale, '--auth=trust', '--wal-segsize=1', '--no-sync', ...wal];
}

/**
 * Runs `initdb` as `account` for the folder `data` in the run folder, then requires a password over TCP. If this process
 * dies meanwhile, the run folder is removed.
 */
export async function initialize(bin: string, runFolder: string, options: string[], account: Account): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  const command = [join(bin, 'initdb'), '-D', join(runFolder, 'data'), ...options];
  // initdb requires an account with a name. In a new user namespace a uid without a name appears as "nobody".
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
      hint: 'Free some space, or use another PostgreSQL with --pg-bin FOLDER.',
    });
  }
  writeFileSync(join(runFolder, 'data', 'pg_hba.conf'), ACCESS);
  await enableTls(bin, join(runFolder, 'data'), account);
}

/** Lets clients use TLS, unless PostgreSQL was built without it. The key is as private as the data directory. */
async function enableTls(bin: string, data: string, account: Account): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  const check = ['-D', data, '-c', 'ssl=on', '-C', 'ssl'];
  const child = spawn(join(bin, 'postgres'), check, {
    stdio: 'ignore',
    cwd: '/',
    env: englishEnvironment(),
    ...(asRoot ? account : {}),
  });
  const [code] = await once(child, 'close');
  if (code !== 0) {
    return;
  }
  const { certificate, key } = selfSignedCertificate();
  for (const [name, text] of [
    ['server.crt', certificate],
    ['server.key', key],
  ] as const) {
    writeFileSync(join(data, name), text, { mode: 0o600, flag: 'wx' });
    if (asRoot) {
      chownSync(join(data, name), account.uid, account.gid);
    }
  }
  appendFileSync(join(data, 'postgresql.conf'), 'ssl = on\n');
}

/** The environment for PostgreSQL's programs: English messages, and no `PG…` variables of the user. */
export function englishEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
