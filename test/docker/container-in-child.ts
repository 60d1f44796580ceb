import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('start-and-wait.ts', import.meta.url));

interface Answer {
  containerId?: string;
  url?: string;
  /** Instead of the others: the error's code and hint. */
  code?: string;
  hint?: string;
}

export interface ContainerInChild extends Answer {
  /** Kills the process, which leaves its container behind. */
  kill: () => Promise<void>;
}

/**
 * Starts a container in a process of its own, which ends with the test at the latest; its container is left to the next
 * start. The environment is added to this process's.
 */
export async function containerInChild(
  options: object,
  environment: NodeJS.ProcessEnv = {},
): Promise<ContainerInChild> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), SCRIPT, JSON.stringify(options)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  onTestFinished(kill);
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    closed.then(() => Promise.reject(new Error(`the child ended: ${stderr}`))),
  ]);
  const answer: Answer = JSON.parse(line);
  return { ...answer, kill };
}
