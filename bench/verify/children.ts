import { spawn, type ChildProcess } from 'node:child_process';

/** The output of a child process, and how it ended. */
export interface Ended {
  ok: boolean;
  stdout: string;
  stderr: string;
}

export interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  /** Called with what comes on the error output, when it comes. */
  onError?: (text: string) => void;
}

const running = new Set<ChildProcess>();

/** Runs a program to its end, at the head of a process group, so that `endChildren` also reaches what it has started. */
export async function runChild(command: string, args: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env ?? process.env,
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
    options.onError?.(text);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    return { ok: code === 0, ...output };
  } finally {
    running.delete(child);
  }
}

/** Ends what runs, without waiting. */
export function endChildren(): void {
  for (const { pid } of running) {
    try {
      process.kill(-(pid ?? 0), 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
}
