import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that finds no browser ends within this many milliseconds; one that has found it may run as long as it. */
const FAILS_WITHIN_MS = 2_000;

/** Opens an address in the browser of the user; returns whether one was found. */
export async function openAddress(address: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [address], { detached: true, stdio: 'ignore' });
  child.unref();
  const ended = once(child, 'exit').then(
    ([code]) => code === 0,
    () => false,
  );
  return Promise.race([ended, sleep(FAILS_WITHIN_MS, true, { ref: false })]);
}
