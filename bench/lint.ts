/**
 * `npm run bench:lint`: how long `lint` takes for a chain, beside reading and parsing its files alone, in turn. Options:
 * --chain FOLDER instead of a generated chain of 1,000 files; --rounds N (default 5); --squawk PATH of its binary, which is
 * given the same files, its process included; --process to start a process for each run of ours too.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { parse } from 'libpg-query';

import { lintMigrations } from '../src/lint/lint-folder.ts';
import { median } from './median.ts';
import { generateChain } from './verify/generate-chain.ts';

const { values } = parseArgs({
  options: {
    chain: { type: 'string' },
    rounds: { type: 'string', default: '5' },
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

const { squawk } = values;
const contenders: [name: string, run: () => unknown][] = [
  ['parse alone', parseAll],
  ['elementaldb lint', () => lintMigrations({ migrations: folder })],
  ...(values.process ? [['elementaldb lint, process', runProgram] satisfies [string, () => unknown]] : []),
  ...(squawk === undefined
    ? []
    : [['squawk, process', () => runAnyway(squawk, files)] satisfies [string, () => unknown]]),
];

async function parseAll(): Promise<void> {
  for (const file of files) {
    // Of files that the grammar refuses, lint has a finding.
    await parse(readFileSync(file, 'utf8')).catch(() => undefined);
  }
}

function runProgram(): void {
  runAnyway(process.execPath, [fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)), 'lint', folder]);
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
