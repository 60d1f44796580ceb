import { Readable, Writable } from 'node:stream';

import { showProgress } from '../../src/report/progress.ts';
import { styleFor } from '../../src/report/style.ts';
import type * as GolangMigrateFlags from '../../src/cli/migrate/golang-migrate-flags.ts';
import type * as Program from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type * as Pools from '../../src/databases/testing/pools.ts';
import type * as ToolVersion from '../../src/support/tool-version.ts';
import type { Said } from './run-cli.ts';

const BUILT = new URL('../../dist/', import.meta.url).href;

/** A finished run, and the error of which it printed the message. */
export interface RunHere {
  said: Said;
  error: unknown;
}

/** Variables of vitest itself. */
const KEPT = /^(?:VITEST|NODE_|TEST$|PROD$|DEV$|MODE$|SSR$|BASE_URL$)/;

let running = false;

/**
 * Runs a command line of the built program in this process, which saves the start of another; standard input is `input`.
 * Not for what passes its own streams on, waits for a signal, or cleans up at the end of the process. The working
 * folder and the environment are changed meanwhile: one run at a time.
 */
export async function runHere(
  args: readonly string[],
  { cwd, env, input = '' }: { cwd: string; env: Readonly<Record<string, string>>; input?: string },
): Promise<RunHere> {
  if (running) {
    throw new Error('another command runs in this process');
  }
  running = true;
  const said = { exitCode: 0, stdout: '', stderr: '' };
  const before = { cwd: process.cwd(), env: { ...process.env }, stdin: process.stdin, stderr: process.stderr };
  process.chdir(cwd);
  setEnvironment(env);
  setStream('stdin', Readable.from(input === '' ? [] : [input]));
  setStream('stderr', collectingStream(said));
  try {
    const { createProgram, runProgram } = await built<typeof Program>('cli/program.js');
    const { withGolangMigrateFlags } = await built<typeof GolangMigrateFlags>('cli/migrate/golang-migrate-flags.js');
    const { packageVersion } = await built<typeof ToolVersion>('support/tool-version.js');
    const { args: read, terminal } = withGolangMigrateFlags(args, collecting(said));
    const error = await runProgram(await createProgram(packageVersion(), terminal, read), read, terminal);
    return { said, error };
  } finally {
    setStream('stdin', before.stdin);
    setStream('stderr', before.stderr);
    setEnvironment(before.env);
    process.chdir(before.cwd);
    running = false;
  }
}

/** Closes what a process that has used test databases closes when it ends. */
export async function endOfRuns(): Promise<void> {
  const { closeTestDatabases } = await built<typeof Pools>('databases/testing/pools.js');
  await closeTestDatabases();
}

function built<T>(file: string): Promise<T> {
  return import(`${BUILT}${file}`);
}

function setStream(name: 'stdin' | 'stderr', value: Readable | Writable): void {
  Object.defineProperty(process, name, { value, configurable: true });
}

/** Questions are written to the stream of the process, not to the terminal of a command. */
function collectingStream(said: Said): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      said.stderr += String(chunk);
      done();
    },
  });
}

function setEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env).filter((each) => !(each in env) && !KEPT.test(each))) {
    delete process.env[name];
  }
  Object.assign(process.env, env);
}

function text(lines: string | readonly string[]): string {
  return (typeof lines === 'string' ? [lines] : lines).map((line) => `${line}\n`).join('');
}

/** As a process without a terminal prints. */
function collecting(said: Said): Terminal {
  return {
    out: (lines) => void (said.stdout += text(lines)),
    say: (lines) => void (said.stderr += text(lines)),
    outStyle: styleFor(false, {}),
    sayStyle: styleFor(false, {}),
    width: 80,
    progress: () => showProgress({ write: (line) => void (said.stderr += line) }),
    exitCode: (code) => void (said.exitCode = code),
  };
}
