import { createInterface } from 'node:readline/promises';

import { showProgress, type Progress } from '../report/progress.ts';
import { styleFor, type Style } from '../report/style.ts';

/** The output of a command: results on stdout, messages for people on stderr. */
export interface Terminal {
  /** For results that scripts read. */
  out: (lines: string | readonly string[]) => void;
  /** For messages beside the result. */
  say: (lines: string | readonly string[]) => void;
  outStyle: Style;
  sayStyle: Style;
  /** Columns of stdout; 80 if it is not a terminal. */
  width: number;
  progress(): Progress;
  /** Sets the exit code without ending the process, so that output is flushed. */
  exitCode(code: number): void;
}

/** Shows the steps that the work reports, and clears the line when it ends. */
export async function withProgress<T>(
  terminal: Terminal,
  work: (onProgress: (step: string) => void) => Promise<T>,
): Promise<T> {
  const progress = terminal.progress();
  try {
    return await work((step) => progress.step(step));
  } finally {
    progress.done();
  }
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!hasNoReader(error)) {
      // The reader must not take the exit code for a success.
      print(stderr, `error: cannot write the result: ${error.message}`);
      process.exitCode = 3;
    }
  });
  // There is nowhere left to report it.
  stderr.on('error', () => undefined);
  return {
    out: (lines) => print(stdout, lines),
    say: (lines) => print(stderr, lines),
    outStyle: styleFor(stdout.isTTY, env),
    sayStyle: styleFor(stderr.isTTY, env),
    width: Math.min(stdout.columns || 80, 120),
    progress: () => showProgress(stderr),
    exitCode: (code) => {
      process.exitCode = code;
    },
  };
}

/** A reader such as `head` closes the pipe early, and a terminal may be closed: neither is an error. */
function hasNoReader({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO';
}

function print(stream: NodeJS.WriteStream, lines: string | readonly string[]): void {
  if (lines.length === 0 && Array.isArray(lines)) {
    return; // Not even an empty line.
  }
  stream.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
}

/** Asks a person for a yes; the end of the input means no. */
export async function confirmed(question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `))?.trim() ?? '');
}

/** Asks a person for a line, on stderr; undefined at the end of the input. */
export async function ask(question: string): Promise<string | undefined> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<undefined>((resolve) => prompt.once('close', () => resolve(undefined)));
    const answer = await Promise.race([prompt.question(question), closed]);
    if (!process.stdin.isTTY) {
      process.stderr.write('\n'); // Nobody has pressed Enter here.
    }
    return answer;
  } finally {
    prompt.close();
  }
}

let interrupted = false;

/** Notes that a signal ends this process. */
export function noteInterruption(): void {
  interrupted = true;
}

/** Whether a signal is ending this process: then the errors of its unfinished work mean nothing. */
export function isInterrupted(): boolean {
  return interrupted;
}
