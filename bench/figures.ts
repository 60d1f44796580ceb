/**
 * `npm run bench:figures`: the figures of `seed --check` over 20 seeds that no test uses, as a Markdown table: the band, the least, the median and
 * the greatest value of all seeds and subjects, and of how many seeds all values lie in the band. Then what lies outside, by seed.
 * Options: --seeds N (default 20), --sites N (default 60), --clients N (default 12), --before FOLDER of another built checkout, whose values come
 * before ours where it has the figure.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import type { WorldFigure } from '../src/energy/checks/check-world.ts';
import { isObject } from '../src/support/json.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    sites: { type: 'string', default: '60' },
    clients: { type: 'string', default: '12' },
    before: { type: 'string' },
  },
});

/** Seeds by a rule, so that the models are not fitted to them. */
const SEEDS = Array.from({ length: Number(values.seeds) }, (_, i) => 1_000_033 + 7919 * i);

const HERE = fileURLToPath(new URL('..', import.meta.url));
const MOST_OUTPUT = 64 * 1024 * 1024;

interface Found {
  readonly seed: number;
  readonly figure: WorldFigure;
}

const run = promisify(execFile);

/** The figures of a seed; the command ends with 1 where one lies outside its band. */
async function figuresOf(checkout: string, seed: number): Promise<WorldFigure[]> {
  const world = ['--seed', String(seed), '--sites', values.sites, '--clients', values.clients];
  const args = [join(checkout, 'dist/cli/main.js'), 'seed', '--check', '--json', ...world];
  const { stdout } = await run(process.execPath, args, { maxBuffer: MOST_OUTPUT }).catch((error: unknown) => {
    if (isObject(error) && error['code'] === 1 && typeof error['stdout'] === 'string') {
      return { stdout: error['stdout'] };
    }
    throw error;
  });
  const figures: WorldFigure[] = JSON.parse(stdout);
  return figures;
}

/** The figures of all seeds, by their names. */
async function measured(checkout: string): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>();
  for (const [number, seed] of SEEDS.entries()) {
    process.stderr.write(`${checkout}: seed ${number + 1} of ${SEEDS.length}\n`);
    for (const figure of await figuresOf(checkout, seed)) {
      const name = `${figure.dataset}: ${figure.figure}`;
      found.set(name, [...(found.get(name) ?? []), { seed, figure }]);
    }
  }
  return found;
}

const before = values.before === undefined ? undefined : await measured(values.before);
const now = await measured(HERE);

process.stdout.write(
  [
    `| figure | band |${before === undefined ? '' : ' before: least, median, greatest | seeds within |'} least, median, greatest | seeds within |`,
    `|---|---|${before === undefined ? '' : '---|---|'}---|---|`,
    ...[...now].map(([name, found]) => {
      const former = before === undefined ? [] : cells(before.get(name));
      return `| ${[name, bandOf(found), ...former, ...cells(found)].join(' | ')} |`;
    }),
    '',
    ...[...now].flatMap(([name, found]) =>
      found
        .filter(({ figure }) => !figure.ok)
        .map(
          ({ seed, figure: { subject, least, greatest, band } }) =>
            `seed ${seed}, ${subject}, ${name}: ${shown(least)} to ${shown(greatest)}, band ${band.map(shown).join(' to ')}`,
        ),
    ),
    `All figures are within for ${SEEDS.filter((seed) => isWithin([...now.values()].flat(), seed)).length} of ${SEEDS.length} seeds.`,
    '',
  ].join('\n'),
);

function cells(found: readonly Found[] | undefined): [values: string, within: string] {
  if (found === undefined) {
    return ['not measured', ''];
  }
  const figures = found.map(({ figure }) => figure);
  const ends = [
    Math.min(...figures.map(({ least }) => least)),
    median(figures.map(({ value }) => value)),
    Math.max(...figures.map(({ greatest }) => greatest)),
  ];
  return [ends.map(shown).join(', '), String(SEEDS.filter((seed) => isWithin(found, seed)).length)];
}

function isWithin(found: readonly Found[], seed: number): boolean {
  return found.every((each) => each.seed !== seed || each.figure.ok);
}

/** Archetypes, heights and years may have bands of their own. */
function bandOf(found: readonly Found[]): string {
  const bands = new Set(found.map(({ figure }) => figure.band.map(shown).join(' to ')));
  return bands.size === 1 ? [...bands].join('') : 'of each subject';
}

function shown(value: number | null): string {
  const digits = Number((value ?? Number.POSITIVE_INFINITY).toPrecision(3));
  return Number.isFinite(digits) ? String(digits) : 'any';
}
