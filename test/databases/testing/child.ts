import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { TestDatabaseOptions } from '../../../src/databases/testing/options.ts';

const SCRIPT = fileURLToPath(new URL('run-and-wait.ts', import.meta.url));

export interface ChildOptions {
  options?: TestDatabaseOptions;
  /** Gives its database back and ends; or ends without giving it back. */
  end?: boolean | 'undisposed';
  /** Uses a template of its own; each time it is built a row is inserted here. */
  countIn?: string;
  dieInBuild?: boolean;
  /** Its current folder. Default: that of this process. */
  folder?: string;
}

export interface Child {
  process: ChildProcess;
  /** What it printed, or undefined if it ended before. */
  database: Promise<{ name: string; url: string } | undefined>;
  ended: Promise<unknown>;
  stderr: () => string;
}

/** A process that uses a test database. */
export function childWith({ folder, ...options }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), SCRIPT, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = once(child, 'close');
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => JSON.parse(String(text)));
  return { process: child, database: Promise.race([line, ended.then(() => undefined)]), ended, stderr: () => stderr };
}

export async function killed({ process: child, ended }: Child): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
