import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import type { Account } from '../../support/folders.ts';
import { englishEnvironment } from './initialise.ts';
import { openUsers } from './users.ts';

/** How long a shared server waits for another user when the last has gone, in seconds. */
const LINGER_ROUNDS = 2;

/** The same after somebody has asked it to stay, for a person to look at what is kept: an hour. */
const STAY_ROUNDS = 3_600;

/**
 * A shell stands between us and PostgreSQL, in a session of its own, so that Ctrl-C does not reach it, and so that
 * somebody is left to clean up when we are killed: it holds the read end of a pipe whose write end only we have. When we
 * die in whatever way, the kernel closes the pipe, `read` sees the end of the file, PostgreSQL gets SIGQUIT and the run
 * folder goes. Lines that we write are signals to pass on; KEEP stops cleanly and leaves the data directory. SIGQUIT is
 * sent until it is heeded: a shell's background jobs ignore it, and PostgreSQL has to get as far as listening for it.
 * Once we are dead nobody reads what the shell prints, which must not end it.
 *
 * Should the one that reads be killed itself, the end of its output tells a guard, who does the same. The shell's session, and so
 * its process group, is its own: in the end all of them go by one signal.
 *
 * The pipe of a shared server has a name, `users`, by which other processes open it too (`users.ts`): its end comes when
 * the last of them has gone. Then the shell waits for a while, takes the name away, so that nobody else can join, and
 * looks once more for who did so in between.
 */
const SCRIPT = `
run=$1; unpack=$2; watched=$3; shift 3
trap '' PIPE
cd / || exit 70
if [ "$unpack" = unpack ]; then
  mkdir -m 700 "$run/data" && tar -xpf - -C "$run/data" <&4 || { rm -rf "$run"; exit 71; }
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
  /** Holds `data`, the socket and the log; made by the caller, owned by the account, removed by the supervisor. */
  runFolder: string;
  /** A data directory, as a tar file, to unpack into the run folder first; undefined when it is there already. */
  source: string | undefined;
  /**
   * When PostgreSQL ends by itself: `watched` with this process, `shared` when the last process has gone that uses it,
   * `detached` never.
   */
  lifetime: Lifetime;
  port: number;
  settings: Readonly<Record<string, string>>;
}

export type Lifetime = 'watched' | 'shared' | 'detached';

/** The exit code of the script when tar fails. */
const UNPACK_FAILED = 71;

/** The supervisor's exit code, which is the server's; undefined while it runs or when a signal ended it. */
interface ExitStatus {
  code: number | undefined;
}

/** A PostgreSQL that accepts connections. */
export interface Postmaster {
  pid: number;
  /**
   * Ends it and waits until it has gone. `discard` drops everything at once, `keep` shuts down cleanly and leaves the
   * data directory. A server that died by itself counts as ended.
   */
  end(how: 'discard' | 'keep'): Promise<void>;
  /** Gives up this process's share in a shared server, which ends when nobody has one. */
  leave(): void;
}

/**
 * Starts PostgreSQL on a data directory and returns when it accepts connections.
 *
 * @throws EnvironmentError `START_FAILED`, with the end of the server's log, `PORT_TAKEN`, `PORT_FORBIDDEN`, `NO_SPACE`
 */
export async function supervise(options: SuperviseOptions): Promise<Postmaster> {
  const { runFolder, account, lifetime, source } = options;
  // Opened here, since the server's account may not read the cache.
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
  // Writing to a supervisor that is gone is no error: what was to be ended has ended.
  child.stdin?.on('error', () => undefined);
  const status: ExitStatus = { code: undefined };
  const exit = exited(child, status);
  // The wait ends with an error, not with an unhandled rejection, should the child fail before anyone waits.
  exit.catch(() => undefined);
  const givingUp = new AbortController();
  try {
    const pid = await Promise.race([ready(join(runFolder, 'data'), givingUp.signal), exit]);
    letGo(child);
    const leave = (): void => users?.leave();
    return { pid, end: (how) => end({ child, exit, status, pid }, how).finally(leave), leave };
  } catch (error) {
    users?.leave();
    child.kill('SIGTERM');
    await exit.catch(() => undefined);
    throw error;
  } finally {
    givingUp.abort();
  }
}

/** A server that nobody stops must not keep the process alive: when it ends, the supervisor ends the server. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stderr]) {
    if (stream instanceof Socket) {
      stream.unref();
    }
  }
}

/** Only root may, and needs to, become another account. */
function identity(account: Account): Partial<Account> {
  return process.getuid?.() === 0 ? account : {};
}

function command({ bin, runFolder, port, settings }: SuperviseOptions): string[] {
  const all = { ...settings, port: String(port), unix_socket_directories: runFolder };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [join(bin, 'postgres'), '-D', join(runFolder, 'data'), ...flags];
}

/** Rejects when the supervisor ends, saying why; never resolves, so that it can be raced. */
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
  throw explain(stderr.trim(), signal ?? `exit code ${code}`, code);
}

function explain(log: string, how: string, code: number | null): EnvironmentError {
  // The server speaks English here, since it runs without the user's locale; these are its own fixed sentences.
  if (/could not bind .* address .*: Address already in use/.test(log)) {
    return new EnvironmentError('the port is taken by another program', {
      code: 'PORT_TAKEN',
      hint: 'Choose another with --port, or leave it out and a free one is found.',
    });
  }
  if (/could not bind .* address .*: Permission denied/.test(log)) {
    return new EnvironmentError('the account that runs the server may not use the port', {
      code: 'PORT_FORBIDDEN',
      hint: 'Choose one from 1024 on with --port, or leave it out and a free one is found.',
    });
  }
  if (/No space left on device|Disk quota exceeded/.test(log)) {
    return new EnvironmentError(`there is no space left for the data directory\n${log}`, {
      code: 'NO_SPACE',
      hint: 'Free some, or name another folder with ELEMENTALDB_RUN.',
    });
  }
  if (code === UNPACK_FAILED) {
    return new EnvironmentError(`the cached data directory cannot be unpacked\n${log}`, {
      code: 'UNPACK_FAILED',
      hint: 'Check the free space of the temporary folder; a damaged cache is made again by the next start.',
    });
  }
  return new EnvironmentError(`PostgreSQL did not start (${how})${log === '' ? '' : `\n${log}`}`, {
    code: 'START_FAILED',
    hint: 'The lines above are the end of its log.',
  });
}

/**
 * The server writes its state into the eighth line of postmaster.pid; reading that file is cheaper than connecting, and
 * quicker than waiting for a line of the log to pass through a pipe.
 */
async function ready(dataDirectory: string, givingUp: AbortSignal): Promise<number> {
  const file = join(dataDirectory, 'postmaster.pid');
  while (!givingUp.aborted) {
    const lines = readIfThere(file).split('\n');
    if (lines[7]?.trim() === 'ready') {
      return Number(lines[0]);
    }
    await sleep(1);
  }
  return 0;
}

function readIfThere(file: string): string {
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
    // Not `end`: the pipe's end would be taken for our death and cut a clean shutdown short.
    child.stdin.write(how === 'keep' ? 'KEEP\n' : 'QUIT\n');
  }
  await exit.catch(() => undefined);
  child.stdin?.destroy();
  if (how === 'keep' && status.code !== 0) {
    throw new EnvironmentError('PostgreSQL did not shut down cleanly, so its data directory cannot be kept', {
      code: 'UNCLEAN_STOP',
      hint: 'Try again; should it happen again, look for a lack of memory or disk space.',
    });
  }
}

/** The pid that the data directory's server noted, whatever its state. */
export function notedPid(dataDirectory: string): number | undefined {
  const pid = Number(readIfThere(join(dataDirectory, 'postmaster.pid')).split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}
