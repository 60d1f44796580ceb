import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface MeasuredSeed {
  rows: number;
  seconds: number;
  /** MiB of the whole process, threads included. */
  peak: number;
  /** Seconds of processors that the process took, threads included. */
  cpu: number;
}

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the built `elementaldb seed`. @param program another build's `dist/cli/main.js` */
export async function measureSeed(
  url: string,
  args: readonly string[],
  program: string = PROGRAM,
): Promise<MeasuredSeed> {
  const { out, peak, cpu } = await measureProgram(['seed', '--json', '--database-url', url, ...args], program);
  const { rows, seconds }: { rows: number; seconds: number } = JSON.parse(out);
  return { rows, seconds, peak, cpu };
}

/**
 * Runs the built program to its end and watches the most memory in MiB that it had (VmHWM: Linux), and its processor time
 * in seconds.
 */
export async function measureProgram(
  args: readonly string[],
  program: string = PROGRAM,
): Promise<{ out: string; peak: number; cpu: number }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [peak, cpu] = [0, 0];
  const watch = setInterval(() => {
    try {
      const [, kibibytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kibibytes) / 1024);
      cpu = Math.max(cpu, processorSeconds(child.pid ?? 0).own);
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
  return { out, peak, cpu };
}

/** Clock ticks of a second in /proc, which Linux fixes. */
const TICKS = 100;

/** Seconds of processors that a process took, and its children that have ended. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function processorSeconds(pid: number): { own: number; ended: number; parent: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program may have spaces, and ends with the last parenthesis; the state comes next.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (number: number): number => fields[number - 3] ?? 0;
  return { own: (at(14) + at(15)) / TICKS, ended: (at(16) + at(17)) / TICKS, parent: at(4) };
}
