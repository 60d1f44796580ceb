import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface MeasuredSeed {
  rows: number;
  seconds: number;
  /** MiB of the whole process, threads included. */
  peak: number;
}

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the built `elementaldb seed`. */
export async function measureSeed(url: string, args: readonly string[]): Promise<MeasuredSeed> {
  const { out, peak } = await measureProgram(['seed', '--json', '--database-url', url, ...args]);
  const { rows, seconds }: { rows: number; seconds: number } = JSON.parse(out);
  return { rows, seconds, peak };
}

/** Runs the built program to its end and watches the most memory in MiB that it had (VmHWM: Linux). */
export async function measureProgram(args: readonly string[]): Promise<{ out: string; peak: number }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const [, kibibytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kibibytes) / 1024);
    } catch {
      // It has just ended.
    }
  }, 20);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0) {
    throw new Error(`elementaldb ${args[0]} ended with ${code}`);
  }
  return { out, peak };
}
