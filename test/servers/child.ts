import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface RunningServer {
  child: ChildProcess;
  pid: number;
  dataDirectory: string;
  url: string;
  name: string;
}

const SCRIPT = fileURLToPath(new URL('start-and-wait.ts', import.meta.url));

/** Starts a server in a process of its own, which can then be killed in any way. */
export async function serverInChild(options: object = {}, spawnOptions: SpawnOptions = {}): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), SCRIPT, JSON.stringify(options)], {
    ...spawnOptions,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'close').then(() => Promise.reject(new Error(`the child ended: ${stderr}`))),
  ]);
  return { child, ...JSON.parse(line) };
}

/** Waits until a condition holds; fails after `patience` milliseconds, ten seconds unless told, saying which. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  patience = 30_000,
): Promise<void> {
  for (const begun = Date.now(); !(await condition()); await sleep(10)) {
    if (Date.now() - begun > patience) {
      throw new Error(`not within ${patience / 1000} seconds: ${what}`);
    }
  }
}
