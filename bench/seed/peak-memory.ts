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

/**
 * Runs the built `elementaldb seed` and watches the most memory that it had (VmHWM: Linux).
 *
 * @param program another build's `dist/cli/main.js`
 */
export async function measureSeed(
  url: string,
  args: readonly string[],
  program: string = PROGRAM,
): Promise<MeasuredSeed> {
  const child = spawn(process.execPath, [program, 'seed', '--json', '--database-url', url, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
    throw new Error(`elementaldb seed ended with ${code}`);
  }
  const { rows, seconds }: { rows: number; seconds: number } = JSON.parse(out);
  return { rows, seconds, peak };
}
