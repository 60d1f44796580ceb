import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, inject, test as plainTest } from 'vitest';

import { isObject } from '../../src/support/json.ts';
import { eventually } from '../servers/child.ts';
import { runHere } from './run-here.ts';

/** The built program. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A socket's path is short, and macOS's own temporary folder is not. */
const TEMPORARY = process.platform === 'darwin' ? '/tmp' : tmpdir();

const FIXTURES = fileURLToPath(new URL('../../fixtures/verify/', import.meta.url));

/** Two pairs that are right: a table of meters with two rows, and a step after it. */
export const GOOD = join(FIXTURES, 'down-empty', 'good');

/** The same, but the second down is empty. */
export const BAD = join(FIXTURES, 'down-empty', 'bad');

/** What a finished run of the program has done. */
export interface Said {
  /** As a shell has it: 128 and the signal's number when one ended the process. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** How long a first start may take on a busy machine, in milliseconds. */
const STARTS_MS = 60_000;

export interface RunOptions {
  /** All of standard input; empty unless told. */
  input?: string;
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

/** The program while it runs. */
export interface Running {
  child: ChildProcessWithoutNullStreams;
  /** What was printed so far. */
  said: { stdout: string; stderr: string };
  /** Waits until standard output or error matches. */
  prints: (pattern: RegExp) => Promise<void>;
  /** Until `start` has said how to stop it, and its URL: these come by two pipes, in any order. */
  isReady: () => Promise<void>;
  ended: Promise<Said>;
}

/** A folder of one's own to be in, with records and run folders that no other test sees. */
export interface Sandbox {
  /** The working folder of the program. */
  folder: string;
  /** Where the run folders of servers are made. */
  runs: string;
  env: Readonly<Record<string, string>>;
  /** Writes files, named from the working folder. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Removes all files of the working folder. */
  empty(): void;
  /** Runs the program to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Said>;
  /** The same in this process: for what does not depend on a process of its own. */
  runHere(args: readonly string[], options?: RunOptions): Promise<Said>;
  /** Starts the program and lets it run. */
  spawn(args: readonly string[], options?: RunOptions): Running;
  /** Names of the records, run folders and processes that are there. */
  traces(): string[];
  /** Fails unless records and run folders are gone, and processes in a moment: what removes a folder outlives it. */
  leavesNothing(): Promise<void>;
}

/** `test` with a sandbox; fails when servers, run folders or records are there after all have been stopped. */
export const test = plainTest.extend<{ sandbox: Sandbox }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  sandbox: async ({}, use) => {
    const { sandbox, dispose } = makeSandbox();
    try {
      await use(sandbox);
    } finally {
      await dispose();
    }
  },
});

/** In memory, as the program does by itself, if all servers of some sandboxes fit there: they start three times as fast. */
function placeOfRuns(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 4 * 1024 ** 3 ? '/dev/shm' : TEMPORARY;
  } catch {
    return TEMPORARY;
  }
}

/** A sandbox for a whole file; `dispose` is for `afterAll`. */
export function makeSandbox(): { sandbox: Sandbox; dispose: () => Promise<void> } {
  const root = mkdtempSync(join(TEMPORARY, 'edb-'));
  const [folder, runs, state] = [join(root, 'project'), mkdtempSync(join(placeOfRuns(), 'edb-')), join(root, 'state')];
  mkdirSync(folder);
  chmodSync(root, 0o755);
  chmodSync(runs, 0o1777);
  const env = environment({ ELEMENTALDB_STATE: state, ELEMENTALDB_RUN: runs, ELEMENTALDB_CACHE: inject('cliCache') });
  const running = new Set<Running>();
  const sandbox: Sandbox = {
    folder,
    runs,
    env,
    write: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
    },
    empty: () => namesIn(folder).forEach((name) => rmSync(join(folder, name), { recursive: true })),
    run: async (args, options = {}) => sandbox.spawn(args, options).ended,
    runHere: async (args, options = {}) => {
      const { said } = await runHere(args, { cwd: folder, ...options, env: { ...env, ...options.env } });
      return said;
    },
    spawn: (args, options = {}) => {
      const started = launch(args, { cwd: folder, ...options, env: { ...env, ...options.env } });
      running.add(started);
      void started.ended.finally(() => running.delete(started));
      return started;
    },
    traces: () => [...namesIn(join(state, 'servers')), ...namesIn(runs), ...processesNaming(runs)],
    leavesNothing: async () => {
      expect([...namesIn(join(state, 'servers')), ...namesIn(runs)]).toEqual([]);
      await eventually('no process is left', () => processesNaming(runs).length === 0, 2000);
    },
  };
  const dispose = async (): Promise<void> => {
    for (const { child } of running) {
      child.kill('SIGKILL');
    }
    await Promise.all([...running].map(({ ended }) => ended));
    try {
      // A process that was still ending when it was asked to stop leaves its record for the next command.
      await eventually('nothing is left', async () => {
        if (sandbox.traces().length > 0) {
          await sandbox.run(['stop', '--all', '--include-test-servers']);
        }
        return sandbox.traces().length === 0;
      });
    } catch (error) {
      throw new Error(`left behind: ${sandbox.traces().join('; ')}`, { cause: error });
    } finally {
      for (const path of [root, runs]) {
        rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      }
    }
  };
  return { sandbox, dispose };
}

/** The object that `--json` printed, which must be all that stands on standard output. */
export function jsonOf({ stdout }: Pick<Said, 'stdout'>): Record<string, unknown> {
  const parsed: unknown = JSON.parse(stdout);
  if (!isObject(parsed)) {
    throw new Error(`no JSON object: ${stdout}`);
  }
  return parsed;
}

/** The URL that `start` printed. */
export function urlOf({ stdout }: Pick<Said, 'stdout'>): string {
  const url = /postgresql:\/\/\S+/.exec(stdout)?.[0];
  if (url === undefined) {
    throw new Error(`no URL: ${stdout}`);
  }
  return url;
}

function launch(args: readonly string[], { input = '', env, cwd }: RunOptions): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  // A program that does not read its input closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code, signal]): Said => ({
    exitCode: typeof code === 'number' ? code : signalCode(String(signal)),
    ...said,
  }));
  const prints = async (pattern: RegExp): Promise<void> => {
    const printed = (): boolean => pattern.test(said.stdout) || pattern.test(said.stderr);
    await eventually(
      `${args.join(' ')} prints ${pattern}; it printed ${JSON.stringify(said)}`,
      () => {
        if (child.exitCode !== null && !printed()) {
          throw new Error(`${args.join(' ')} ended without ${pattern}: ${JSON.stringify(said)}`);
        }
        return printed();
      },
      STARTS_MS,
    );
  };
  const isReady = async (): Promise<void> => {
    await prints(/Ctrl-C/);
    await prints(/postgresql:\/\/\S+\n/);
  };
  return { child, said, prints, isReady, ended };
}

function signalCode(signal: string): number {
  return 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0);
}

/** This process's environment without what changes the program's output or its places. */
function environment(places: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:ELEMENTALDB_|PG[A-Z]|VITEST|NODE_|(?:NO|FORCE)_COLOR$)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...places };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not made yet.
  }
}

/** Command lines of all processes in which a text stands. */
function processesNaming(text: string): string[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'command='], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes(text));
  }
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // It has ended.
      }
    })
    .filter((line) => line.includes(text));
}
