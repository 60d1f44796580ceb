import { spawn } from 'node:child_process';

/** What a terminal got, and how many seconds after the first one. */
export interface Output {
  at: number;
  data: string;
}

export interface Screen {
  columns: number;
  rows: number;
}

const PROMPT = '\x1b[32m$\x1b[0m ';

/** Seconds for each typed letter. */
const TYPING = 0.05;

/** Seconds before a command is typed, and after it was. */
const PAUSE = { before: 1, after: 0.5 };

/** No wait for a command is shown for longer. */
const LONGEST_WAIT = 1.5;

/**
 * Runs commands one after the other in a pseudo-terminal, which `script` of util-linux opens, and keeps what they print with its times.
 * Typing is made up; everything else happens.
 *
 * @throws Error if a command ends with another exit code than its own
 */
export async function record(
  commands: readonly { line: string; exitCode: number }[],
  { columns, rows }: Screen,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Output[]> {
  const outputs: Output[] = [{ at: 0, data: PROMPT }];
  let now = 0;
  for (const { line, exitCode } of commands) {
    now += PAUSE.before;
    for (const letter of line) {
      now += TYPING;
      outputs.push({ at: now, data: letter });
    }
    now += PAUSE.after;
    outputs.push({ at: now, data: '\r\n' });
    let last = performance.now();
    const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; ${line}`, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'xterm-256color', FORCE_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      now += Math.min((performance.now() - last) / 1000, LONGEST_WAIT);
      last = performance.now();
      outputs.push({ at: now, data });
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (code !== exitCode) {
      throw new Error(`${line} ended with ${code}, not with ${exitCode}`);
    }
    outputs.push({ at: now, data: PROMPT });
  }
  return outputs;
}
