import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** The program of each system that opens a file or an address with the program that the user has chosen for it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** What finds no program for it ends within this many milliseconds; what has found one may run as long as that. */
const FAILS_WITHIN_MS = 2_000;

/** Opens a file, by its absolute path, or an address; returns whether there was a program for it. */
export async function openOnDesktop(target: string): Promise<boolean> {
  const [program = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, target], { detached: true, stdio: 'ignore' });
  child.unref();
  const ended = once(child, 'exit').then(
    ([code]) => code === 0,
    () => false,
  );
  const waiting = new AbortController();
  try {
    return await Promise.race([ended, sleep(FAILS_WITHIN_MS, true, { signal: waiting.signal })]);
  } finally {
    waiting.abort();
  }
}
