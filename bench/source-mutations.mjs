/**
 * How many changes of the sources the tests notice: changes one place of src at random, and runs the tests that depend on
 * the file, first those of `npm test`, then, if all pass, the long ones. Prints each change that the first do not notice,
 * for a person to judge: some changes are no fault. Run it in a clone of its own: it changes files of src and puts them
 * back.
 *
 * With --mirrored, only the tests of the projects unit and postgres in the folder of test/ that mirrors the folder of the
 * file run: minutes instead of hours. A change that they do not notice may still be noticed by a test of another folder.
 *
 *   node bench/source-mutations.mjs [--count N] [--seed N] [--skip N] [--file PART] [--mirrored]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { picker } from './random.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    skip: { type: 'string', default: '0' },
    file: { type: 'string', default: '' },
    mirrored: { type: 'boolean', default: false },
  },
});
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The projects that run together; the next ones only if these notice nothing. */
const SHORT = values.mirrored ? [['unit'], ['postgres']] : [['unit', 'postgres', 'cli']];
const LONG = values.mirrored ? [] : [['long']];

/** Longer than the slowest of the suites takes. */
const MOST_MS = 3_600_000;

/** What is looked for in the code of a line, and what takes its place. */
const CHANGES = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ <= /g, ' < '],
  [/ >= /g, ' > '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/(?<=[:=(,] |return )true\b/g, 'false'],
  [/(?<=[:=(,] |return )false\b/g, 'true'],
  [/\.some\(/g, '.every('],
  [/\.every\(/g, '.some('],
  [/Math\.min\(/g, 'Math.max('],
  [/Math\.max\(/g, 'Math.min('],
  [/ \+ 1\b/g, ' + 2'],
  [/ - 1\b/g, ' - 0'],
  [/ \* (?=\w)/g, ' / '],
  [/\bthrow new /g, 'void new '],
  [/\.toSorted\(\)/g, ''],
  [/(?<=\?\? )0\b/g, '1'],
];

// A signal ends vitest, and then this program, which puts the file back first.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);

const pick = picker(Number(values.seed));

/** All changes that can be made to a file. */
function changesOf(file) {
  const found = [];
  let at = 0;
  for (const [index, line] of readFileSync(join(ROOT, file), 'utf8').split('\n').entries()) {
    // Comments, imports and types; a template or string is sometimes taken for code.
    if (!/^\s*(?:\*|\/[/*]|import |export \{|export type|type |interface |\| )/.test(line)) {
      for (const [pattern, by] of CHANGES) {
        for (const match of line.matchAll(pattern)) {
          found.push({ file, line: index + 1, start: at + match.index, was: match[0], by, text: line.trim() });
        }
      }
    }
    at += line.length + 1;
  }
  return found;
}

/** The name of the first failed test of groups of projects, run one group after the other. */
function firstOf(file, groups) {
  for (const projects of groups) {
    const name = failure(file, projects);
    if (name !== undefined) {
      return name;
    }
  }
  return undefined;
}

/** The name of the first failed test; undefined if all pass. A test that runs out of time alone is run once more. */
function failure(file, projects) {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-source-mutations-'));
  try {
    for (const attempt of [1, 2]) {
      const output = join(folder, `${attempt}.json`);
      const flags = ['--run', '--bail=1', '--reporter=json', `--outputFile=${output}`, '--passWithNoTests'];
      // The built program does not import the sources: its tests depend on all of them.
      const related = values.mirrored ? [] : projects.filter((project) => project !== 'cli' && project !== 'long');
      const whole = projects.filter((project) => !related.includes(project));
      for (const [command, names] of [
        [['related', file], related],
        [['run', ...(values.mirrored ? [mirrored(file)] : [])], whole],
      ]) {
        if (names.length > 0) {
          const chosen = names.flatMap((name) => ['--project', name]);
          const options = { cwd: ROOT, stdio: 'ignore', timeout: MOST_MS };
          const { status, signal, error } = spawnSync('npx', ['vitest', ...command, ...chosen, ...flags], options);
          if (error === undefined && (signal !== null || status === 130)) {
            throw new Error('interrupted');
          }
          // A change may keep the tests from starting, or from ending.
          const ended =
            status === 0 ? undefined : { name: error?.message ?? `vitest ended with ${status}`, message: '' };
          const first = (status === null ? undefined : firstFailure(output)) ?? ended;
          if (first !== undefined && (attempt === 2 || !/timed out/i.test(first.message))) {
            return first.name;
          }
        }
      }
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder of tests that mirrors the folder of a source file, or the nearest one above it that exists. */
function mirrored(file) {
  let folder = join('test', dirname(file).slice('src/'.length));
  while (!existsSync(join(ROOT, folder))) {
    folder = dirname(folder);
  }
  return `${folder}/`;
}

function firstFailure(output) {
  if (!existsSync(output)) {
    return undefined;
  }
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.find((each) => each.status === 'failed');
    if (failed !== undefined) {
      return { name: failed.fullName, message: failed.failureMessages.join('\n') };
    }
    if (status === 'failed') {
      return { name, message };
    }
  }
  return undefined;
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name.includes(values.file))
  .map((name) => join('src', name))
  .toSorted();
const all = files.flatMap(changesOf);
const counts = { short: 0, long: 0, none: 0 };
for (let i = 0; i < Number(values.count); i += 1) {
  const { file, line, start, was, by, text } = pick(all);
  if (i < Number(values.skip)) {
    continue;
  }
  const path = join(ROOT, file);
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.slice(0, start) + by + before.slice(start + was.length));
  const label = `${i + 1}. ${file}:${line}: "${was.trim()}" -> "${by.trim()}" in ${text}`;
  try {
    const short = firstOf(file, SHORT);
    const long = short === undefined ? firstOf(file, LONG) : undefined;
    counts[short ? 'short' : long ? 'long' : 'none'] += 1;
    console.log(`${label}\n   ${short ?? (long ? `LONG ONLY: ${long}` : 'NOT NOTICED')}`);
  } finally {
    writeFileSync(path, before);
  }
}
console.log(`noticed by npm test ${counts.short}, by the long tests only ${counts.long}, by none ${counts.none}`);
