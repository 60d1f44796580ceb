/**
 * Compares two builds of this project, alternating them: milliseconds of whole processes (start, lint, verify) and per test
 * database, medians, and the ratio after / before. Both folders hold a built checkout (`npm run build`).
 *
 *   node bench/builds.mjs BEFORE AFTER [--migrations FOLDER] [--insert SQL] [--rounds 5] [--only start,lint,verify,test-database]
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    migrations: { type: 'string', default: 'migrations' },
    insert: { type: 'string', default: "INSERT INTO client_info.clients (client_id, name) VALUES ('bench', 'Bench')" },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'start,lint,verify,test-database' },
  },
});
const builds = positionals.map((folder) => resolve(folder));
const folder = resolve(values.migrations);
if (builds.length !== 2) {
  console.error('usage: node bench/builds.mjs BEFORE AFTER [--migrations FOLDER] [--rounds 5] [--only start,lint]');
  process.exit(2);
}

/** 200 test databases, one row inserted into each; prints milliseconds per database. The template is built before. */
const TEST_DATABASES = `
const { testDatabase } = await import(process.argv[1]);
const one = async () => {
  const db = await testDatabase({ migrations: process.argv[2] });
  await db.query(process.argv[3]);
  await db[Symbol.asyncDispose]();
};
for (let i = 0; i < 10; i++) await one();
const start = performance.now();
for (let i = 0; i < 200; i++) await one();
console.log((performance.now() - start) / 200);
`;

const wholeProcess = (...args) => ({
  unit: 'process',
  measure: (build) => {
    const start = performance.now();
    const { status, stderr } = run([join(build, 'dist/cli/main.js'), ...args]);
    if (status > 1) {
      throw new Error(`${build}: exit code ${status}: ${stderr}`);
    }
    return performance.now() - start;
  },
});

const TASKS = {
  start: wholeProcess('start', '--once', '--migrations', folder),
  lint: wholeProcess('lint', folder, '--preset', 'recommended', '--json'),
  verify: wholeProcess('verify', folder, '--no-populated', '--no-cache', '--json'),
  'test-database': {
    unit: 'database',
    measure: (build) => {
      const { stdout, stderr } = run([
        '--input-type=module',
        '-e',
        TEST_DATABASES,
        join(build, 'dist/index.js'),
        folder,
        values.insert,
      ]);
      const ms = Number(stdout);
      if (!(ms > 0)) {
        throw new Error(`${build}: ${stderr}`);
      }
      return ms;
    },
  },
};

function run(args) {
  return spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

console.log(`Node ${process.version}, ${availableParallelism()} cores, ${values.rounds} rounds, medians\n`);
console.log(`${'what'.padEnd(15)} ${'per'.padEnd(9)} ${'before'.padStart(9)} ${'after'.padStart(9)}  after / before`);
for (const [name, { unit, measure }] of Object.entries(TASKS)) {
  if (!values.only.split(',').includes(name)) {
    continue;
  }
  const times = builds.map(() => []);
  builds.forEach(measure);
  for (let round = 0; round < Number(values.rounds); round++) {
    builds.forEach((build, index) => times[index].push(measure(build)));
  }
  const ratios = times[0].map((before, round) => times[1][round] / before);
  const [before, after] = times.map(median).map((ms) => ms.toFixed(ms < 10 ? 2 : 0));
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(
    `${name.padEnd(15)} ${unit.padEnd(9)} ${before.padStart(9)} ${after.padStart(9)}  ${median(ratios).toFixed(2)} (${spread})`,
  );
}
