/**
 * `npm run bench:lint`: how long the built `lint` takes for a chain, beside reading and parsing its files alone, in turn; with
 * --process also as a command, for the chain and for its first pair, beside `node` with nothing to do. Options: --chain FOLDER
 * instead of a generated chain of 1,000 files; --rounds N (default 9); --squawk PATH of its binary, which is given the same.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { parse } from 'libpg-query';

import type * as Lint from '../src/lint/engine/lint-migrations.ts';
import { median } from './median.ts';
import { generateChain } from './verify/generate-chain.ts';

const { values } = parseArgs({
  options: {
    chain: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    squawk: { type: 'string' },
    process: { type: 'boolean', default: false },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-lint-'));
const folder = values.chain ?? join(scratch, 'generated');
if (values.chain === undefined) {
  generateChain(folder, 500);
}
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => join(folder, name));

const pair = files.slice(0, 2);
const ofPair = join(scratch, 'pair');
mkdirSync(ofPair);
pair.forEach((file) => copyFileSync(file, join(ofPair, basename(file))));

// As it is published: what runs sources adds to each function.
const { lintMigrations }: typeof Lint = await import(
  new URL('../dist/lint/engine/lint-migrations.js', import.meta.url).href
);

const { squawk } = values;
const contenders: [name: string, run: () => unknown][] = [
  ['parse alone', parseAll],
  ['lint', () => lintMigrations({ migrations: folder, preset: 'strict' })],
];
if (values.process) {
  contenders.push(
    ['lint, process', () => runProgram(folder)],
    ['lint, process, one pair', () => runProgram(ofPair)],
    ['node, nothing to do', () => runAnyway(process.execPath, ['--eval', '0'])],
  );
}
if (squawk !== undefined) {
  contenders.push(
    ['squawk, process', () => runAnyway(squawk, files)],
    ['squawk, process, one pair', () => runAnyway(squawk, pair)],
  );
}

async function parseAll(): Promise<void> {
  for (const file of files) {
    // Of files that the grammar refuses, lint has a finding.
    await parse(readFileSync(file, 'utf8')).catch(() => undefined);
  }
}

function runProgram(migrations: string): void {
  runAnyway(process.execPath, [fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)), 'lint', migrations]);
}

/** Runs a linter, which ends with another exit code than 0 when it finds something. */
function runAnyway(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('status' in error) || error.status !== 1) {
      throw error;
    }
  }
}

const times = new Map<string, number[]>(contenders.map(([name]) => [name, []]));
try {
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    for (const [name, run] of contenders) {
      const started = performance.now();
      await run();
      if (round > 0) {
        times.get(name)?.push(performance.now() - started);
      }
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, ${files.length} files, ${values.rounds} rounds after one that does not count, medians\n\n`,
);
for (const [name, each] of times) {
  const range = `${Math.round(Math.min(...each))}-${Math.round(Math.max(...each))}`;
  process.stdout.write(
    `${name.padEnd(26)} ${String(Math.round(median(each))).padStart(6)} ms  ${range.padStart(11)}\n`,
  );
}
