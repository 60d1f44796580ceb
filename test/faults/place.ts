import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The built program. */
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** How long what a killed process leaves may need to go, in milliseconds. */
const PATIENCE_MS = 5_000;

/** A command that does not end in this time hangs, in milliseconds. */
const HANGS_MS = 120_000;

export interface Ended {
  exitCode: number | null;
  output: string;
  hangs: boolean;
}

export interface Running {
  child: ChildProcess;
  /** Everything printed so far. */
  output: () => string;
  ended: Promise<Ended>;
}

/** A folder that holds all folders of the program: its records, run folders, cache and temporary files. */
export interface Place {
  root: string;
  /** The working folder, with the migrations. */
  project: string;
  runs: string;
  cache: string;
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Run folders, temporary files, unfinished cache entries and processes that are there, but for `expected` ones. */
  left(expected?: readonly string[]): string[];
  /** Waits for five seconds at most until nothing is left. Returns what is. */
  leftInTheEnd(expected?: readonly string[]): Promise<string[]>;
  /** Records of servers that a command which looks at them keeps. */
  records(): Promise<string[]>;
  dispose(): Promise<void>;
}

/** @param folder a folder to use instead of a new one, e.g. a small file system */
export function makePlace(folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : '/tmp', 'edbf-'))): Place {
  const at = (name: string): string => join(folder, name);
  chmodSync(folder, 0o755);
  for (const name of ['project', 'run', 'state', 'cache', 'tmp']) {
    mkdirSync(at(name), { recursive: true });
  }
  chmodSync(at('run'), 0o1777);
  writeMigrations(at('project'));
  const environment = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:ELEMENTALDB_|PG[A-Z]|NODE_)/.test(name)),
    ),
    ELEMENTALDB_STATE: at('state'),
    ELEMENTALDB_RUN: at('run'),
    ELEMENTALDB_CACHE: at('cache'),
    TMPDIR: at('tmp'),
  };
  const running = new Set<ChildProcess>();
  const place: Place = {
    root: folder,
    project: at('project'),
    runs: at('run'),
    cache: at('cache'),
    start: (args, more = {}) => {
      const started = launch(args, at('project'), { ...environment, ...more });
      running.add(started.child);
      void started.ended.then(() => running.delete(started.child));
      return started;
    },
    run: (args, more) => place.start(args, more).ended,
    left: (expected = []) =>
      [
        ...namesIn(at('run')),
        ...namesIn(at('tmp')),
        ...['data', 'binaries']
          .flatMap((each) => namesIn(join(at('cache'), each)))
          .filter((name) => /\.building-/.test(name)),
        ...namesIn(at('project')).filter((name) => /\.building-/.test(name)),
        ...processesNaming(folder),
      ].filter((each) => !expected.some((name) => each.includes(name))),
    leftInTheEnd: async (expected) => {
      for (const begun = Date.now(); ; await sleep(20)) {
        const left = place.left(expected);
        if (left.length === 0 || Date.now() - begun > PATIENCE_MS) {
          return left;
        }
      }
    },
    records: async () => {
      // What ends after its last user, as the shared server of `exec` does, cannot remove its own record.
      await place.run(['ps']);
      return namesIn(join(at('state'), 'servers'));
    },
    dispose: async () => {
      running.forEach((child) => child.kill('SIGKILL'));
      await place.run(['stop', '--all', '--include-test-servers']);
      await place.leftInTheEnd();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  return place;
}

function launch(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    child.kill('SIGKILL');
  }, HANGS_MS);
  // Not `close`: a process that is left may hold the pipes.
  const ended = once(child, 'exit').then(async ([exitCode]): Promise<Ended> => {
    clearTimeout(timer);
    await sleep(20);
    return { exitCode: typeof exitCode === 'number' ? exitCode : null, output, hangs };
  });
  return { child, output: () => output, ended };
}

/** Twelve pairs: tables that refer to each other, with rows in them. */
function writeMigrations(project: string): void {
  const folder = join(project, 'migrations');
  mkdirSync(folder);
  for (let n = 1; n <= 12; n += 1) {
    const version = String(n).padStart(6, '0');
    const parent = n === 1 ? '' : `, part_of bigint REFERENCES meter_${n - 1}`;
    writeFileSync(
      join(folder, `${version}_meter.up.sql`),
      `BEGIN;
CREATE TABLE IF NOT EXISTS meter_${n} (meter_id bigint PRIMARY KEY, name text NOT NULL${parent});
INSERT INTO meter_${n} (meter_id, name) SELECT n, 'meter ' || n FROM generate_series(1, 500) n ON CONFLICT DO NOTHING;
END;
`,
    );
    writeFileSync(join(folder, `${version}_meter.down.sql`), `BEGIN;\nDROP TABLE IF EXISTS meter_${n};\nEND;\n`);
  }
}

/** Client data beside the migrations: 20,000 rows that COPY loads. */
export function writeClientData({ project }: Place): void {
  const rows = Array.from({ length: 20_000 }, (_, n) => `${n + 1_000}\tclient meter ${n}`);
  const text = `COPY meter_1 (meter_id, name) FROM stdin;\n${rows.join('\n')}\n\\.\n`;
  writeFileSync(join(project, 'migrations', '999999_client_data.up.sql'), text);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not made yet, or removed.
  }
}

/** Processes other than this one whose command line names a folder. */
function processesNaming(folder: string): string[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // It has ended.
      }
    })
    .filter((line) => line.includes(folder))
    .map((line) => `process ${line.replaceAll(/\s+/g, ' ')}`);
}

/** The pid of a PostgreSQL in a run folder of the place; undefined while none has started. */
export function postmasterOf({ runs }: Place): number | undefined {
  for (const name of namesIn(runs)) {
    try {
      const pid = Number(readFileSync(join(runs, name, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      if (pid > 1) {
        return pid;
      }
    } catch {
      // No server yet.
    }
  }
  return undefined;
}

/** Whether this process may mount file systems. */
export function mayMount(): boolean {
  const folder = mkdtempSync('/tmp/edbf-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
