import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { englishEnvironment } from './initialize.ts';
import { LAST_MEMBER } from './data-cache.ts';
import { explainFailedStart, explainLoss, UNPACK_FAILED } from './explain-end.ts';
import { openUsers } from './users.ts';

/** How long a shared server waits for a new user after the last one, in seconds. */
const LINGER_ROUNDS = 2;

/** The same after STAY, so that a person can inspect databases: an hour. */
const STAY_ROUNDS = 3_600;

/**
 * A shell runs between our process and PostgreSQL, in a separate session, so that Ctrl-C does not reach it and it can
 * clean up if we are killed. It has the read end of a pipe; only our process has the write end. When our process ends in
 * any way, the kernel closes the pipe, `read` fails, PostgreSQL gets SIGQUIT and the run folder is removed. Lines that we
 * write are signals to forward; KEEP stops cleanly and leaves the data directory. SIGQUIT is repeated, because background
 * jobs of a shell ignore it until PostgreSQL has installed its handler. SIGPIPE is ignored, because nobody reads the
 * shell's output after our end.
 *
 * If the reading subshell is killed, the end of its output makes a second subshell, the guard, do the same. The shell has
 * its own process group, so that one signal ends all of them.
 *
 * The pipe of a shared server has a name, `users`, so that other processes can open it (`users.ts`). It closes when the
 * last of them ends. Then the shell waits for a while, renames the pipe so that nobody can join, and checks once more for
 * a process that joined in between.
 */
const SCRIPT = `
run=$1; unpack=$2; watched=$3; shift 3
trap '' PIPE
cd / || exit 70
if [ "$unpack" = unpack ]; then
  mkdir -m 700 "$run/data" && tar -xpf - -C "$run/data" <&4 && rm "$run/data/${LAST_MEMBER}" ||
    { rm -rf "$run"; exit ${UNPACK_FAILED}; }
fi
exec 4<&-
exec 3<&0 </dev/null
"$@" >>"$run/postgres.log" 2>&1 3<&- &
postgres=$!
guard=
if [ "$watched" != detached ]; then
  ( rounds=${LINGER_ROUNDS}; left=$rounds
    while :; do
      if read -r word <&3; then
        left=$rounds
        case $word in
          KEEP) : >"$run/keep"; kill -INT "$postgres" ;;
          JOIN) ;;
          STAY) rounds=${STAY_ROUNDS}; left=$rounds ;;
          *) kill "-$word" "$postgres" ;;
        esac
      elif [ "$watched" = watched ]; then break
      elif [ "$left" -gt 0 ]; then left=$((left - 1)); sleep 1
      elif mv "$run/users" "$run/left" && read -r word <&3; then left=$rounds; mv "$run/left" "$run/users"
      else break
      fi
    done
    rm -f "$run/keep"
    while kill -QUIT "$postgres"; do sleep 1; done ) 2>/dev/null |
  ( read -r word <&5; while kill -QUIT "$postgres"; do sleep 1; done ) 5<&0 3<&- 2>/dev/null </dev/null &
  guard=$!
fi
exec 3<&-
trap 'kill -QUIT "$postgres" 2>/dev/null' HUP INT TERM
while :; do
  wait "$postgres"; code=$?
  kill -0 "$postgres" 2>/dev/null || break
done
[ -n "$guard" ] && { trap '' TERM; kill -TERM 0; }
if [ "$code" -ne 0 ]; then tail -n 40 "$run/postgres.log" >&2; fi
if [ -e "$run/keep" ]; then rm -f "$run/keep"; else rm -rf "$run"; fi
exit "$code"
`;

export interface SuperviseOptions {
  bin: string;
  account: Account;
  /** Contains `data`, the socket and the log. The caller creates it for the account; the supervisor removes it. */
  runFolder: string;
  /** A tar file with a data directory to unpack first; undefined if the run folder has one. */
  source: string | undefined;
  /**
   * When PostgreSQL ends by itself: `watched` with this process, `shared` with the last process that uses it,
   * `detached` never.
   */
  lifetime: Lifetime;
  port: number;
  settings: Readonly<Record<string, string>>;
}

export type Lifetime = 'watched' | 'shared' | 'detached';

/** The exit code of the supervisor and the server; undefined while it runs or after a signal. */
interface ExitStatus {
  code: number | undefined;
}

/** A PostgreSQL that accepts connections. */
export interface Postmaster {
  pid: number;
  /**
   * Stops the server and waits for its end. `discard` stops at once, `keep` shuts down cleanly and leaves the data
   * directory. Does nothing if the server has ended.
   */
  end(how: 'discard' | 'keep'): Promise<void>;
  /** Leaves a shared server, which ends when no process uses it. */
  leave(): void;
  /** Resolves with the reason when the server ends. */
  loss(): Promise<Error>;
}

/**
 * Starts PostgreSQL on a data directory and waits until it accepts connections.
 *
 * @throws EnvironmentError `START_FAILED` with the end of the server's log, `PORT_TAKEN`, `PORT_FORBIDDEN`, `NO_SPACE`
 */
export async function supervise(options: SuperviseOptions): Promise<Postmaster> {
  const { runFolder, account, lifetime, source } = options;
  // Opened here, because the server's account cannot read the cache.
  const archive = source === undefined ? 'ignore' : openSync(source, 'r');
  const users = lifetime === 'shared' ? await openUsers(runFolder, account) : undefined;
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'elementaldb', runFolder, source === undefined ? '' : 'unpack', lifetime, ...command(options)],
    {
      detached: true,
      stdio: [users?.readEnd ?? (lifetime === 'watched' ? 'pipe' : 'ignore'), 'ignore', 'pipe', 'ignore', archive],
      cwd: '/',
      env: englishEnvironment(),
      ...identity(account),
    },
  );
  if (typeof archive === 'number') {
    closeSync(archive);
  }
  users?.closeReadEnd();
  // If the supervisor is gone, there is nothing to stop.
  child.stdin?.on('error', () => undefined);
  const status: ExitStatus = { code: undefined };
  const exit = exited(child, status);
  // Prevents an unhandled rejection if the child fails before the race below.
  exit.catch(() => undefined);
  const cancelled = new AbortController();
  try {
    const pid = await Promise.race([ready(join(runFolder, 'data'), cancelled.signal), exit]);
    allowExit(child);
    const leave = (): void => users?.leave();
    const loss = (): Promise<Error> => exit.catch((error: unknown) => explainLoss(error));
    return { pid, end: (how) => end({ child, exit, status, pid }, how).finally(leave), leave, loss };
  } catch (error) {
    users?.leave();
    child.kill('SIGTERM');
    await exit.catch(() => undefined);
    throw error;
  } finally {
    cancelled.abort();
  }
}

/** A running server must not keep this process alive; the supervisor stops the server after this process ends. */
function allowExit(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stderr]) {
    if (stream instanceof Socket) {
      stream.unref();
    }
  }
}

/** Only root can and must run the server as another account. */
function identity(account: Account): Partial<Account> {
  return process.getuid?.() === 0 ? account : {};
}

function command({ bin, runFolder, port, settings }: SuperviseOptions): string[] {
  const all = { ...settings, port: String(port), unix_socket_directories: runFolder };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [join(bin, 'postgres'), '-D', join(runFolder, 'data'), ...flags];
}

/** Rejects with the reason when the supervisor ends; never resolves. */
async function exited(child: ChildProcess, status: ExitStatus): Promise<never> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...how) => resolve(how));
  }).catch((error: unknown) => {
    throw new EnvironmentError(`cannot start PostgreSQL: ${messageOf(error)}`, { code: 'START_FAILED', cause: error });
  });
  status.code = code ?? undefined;
  throw explainFailedStart(stderr.trim(), signal ?? `exit code ${code}`, code);
}

/**
 * The server writes its state to the eighth line of postmaster.pid. Reading this file is faster than connecting or reading
 * the log through a pipe.
 */
async function ready(dataDirectory: string, cancelled: AbortSignal): Promise<number> {
  const file = join(dataDirectory, 'postmaster.pid');
  while (!cancelled.aborted) {
    const lines = readIfExists(file).split('\n');
    if (lines[7]?.trim() === 'ready') {
      return Number(lines[0]);
    }
    await sleep(1);
  }
  return 0;
}

function readIfExists(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      return '';
    }
    throw error;
  }
}

interface Supervised {
  child: ChildProcess;
  exit: Promise<never>;
  status: ExitStatus;
  pid: number;
}

async function end({ child, exit, status, pid }: Supervised, how: 'discard' | 'keep'): Promise<void> {
  child.ref();
  if (child.stdin === null) {
    process.kill(pid, how === 'keep' ? 'SIGINT' : 'SIGQUIT');
  } else {
    // Not `end`: closing the pipe would mean that our process died, and would interrupt a clean shutdown.
    child.stdin.write(how === 'keep' ? 'KEEP\n' : 'QUIT\n');
  }
  await exit.catch(() => undefined);
  child.stdin?.destroy();
  if (how === 'keep' && status.code !== 0) {
    throw new EnvironmentError('PostgreSQL did not shut down cleanly, so its data directory cannot be cached', {
      code: 'UNCLEAN_STOP',
      hint: 'Try again. If it happens again, check memory and disk space.',
    });
  }
}

/** The pid in the data directory's postmaster.pid, whether the server runs or not. */
export function recordedPid(dataDirectory: string): number | undefined {
  const pid = Number(readIfExists(join(dataDirectory, 'postmaster.pid')).split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}
