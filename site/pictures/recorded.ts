import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { framesOf, type Frame } from './frames.ts';
import { record } from './record.ts';
import { animatedSvg } from './svg.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

const SCREEN = { columns: 80, rows: 26 };

/** A defect is found, fixed, and found no more. */
const COMMANDS = [
  { line: 'npx elementaldb verify', exitCode: 1 },
  { line: 'npx elementaldb lint --fix', exitCode: 0 },
  { line: 'npx elementaldb verify', exitCode: 0 },
];

/**
 * The recording of README.md as an animated SVG: the commands run on a copy of fixtures/readme, with a cache of their own.
 */
export async function recordedSvg(): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), 'elementaldb-recording-'));
  try {
    const programs = join(project, 'node_modules', '.bin');
    const main = join(REPOSITORY, 'dist', 'cli', 'main.js');
    chmodSync(project, 0o755);
    chmodSync(main, 0o755);
    mkdirSync(programs, { recursive: true });
    symlinkSync(main, join(programs, 'elementaldb'));
    cpSync(join(REPOSITORY, 'fixtures', 'readme', 'migrations'), join(project, 'migrations'), { recursive: true });
    const env = {
      ...process.env,
      PATH: [programs, process.env['PATH']].join(delimiter),
      ELEMENTALDB_CACHE: join(project, 'cache'),
      ELEMENTALDB_STATE: join(project, 'state'),
    };
    const frames = await framesOf(await record(COMMANDS, SCREEN, { cwd: project, env }), SCREEN);
    return animatedSvg(frames, SCREEN, transcript(frames));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** What the screen shows at the end. */
function transcript(frames: readonly Frame[]): string {
  return (frames.at(-1)?.rows ?? [])
    .map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')
    .trimEnd();
}

/** The words of a recording without times, which differ from run to run. */
export function wordsOf(svg: string): string {
  return (/<desc>(.*?)<\/desc>/s.exec(svg)?.[1] ?? '').replaceAll(/\(\d+(?:\.\d+)? m?s/g, '(time');
}
