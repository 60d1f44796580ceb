/**
 * Compares two builds of this project, alternating them: milliseconds of whole processes and per test database, the peak
 * memory of verify, medians, and the ratio after / before. Both folders hold a built checkout (`npm run build`).
 *
 *   node bench/builds.mjs BEFORE AFTER [--migrations FOLDER] [--insert SQL] [--rounds 5] [--only start,lint,...]
 *
 * Of verify: `verify` and `populated` check everything; `unchanged` answers from the cache; `last-up`, `last-down` and
 * `middle` check what an edit of that file leaves to check. The latter four begin with a whole run of each build.
 * `lint-watch` and `check-watch`: from the edit of the last up to the whole report of a process that watches.
 */
import { spawn, spawnSync } from 'node:child_process';
import { on, once } from 'node:events';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    migrations: { type: 'string', default: 'migrations' },
    insert: { type: 'string', default: "INSERT INTO client_info.clients (client_id, name) VALUES ('bench', 'Bench')" },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'process,start,lint,verify,populated,memory,test-database' },
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

function timed(build, args, env) {
  const start = performance.now();
  const { status, stderr } = run([join(build, 'dist/cli/main.js'), ...args], env);
  if (status > 1) {
    throw new Error(`${build}: exit code ${status}: ${stderr}`);
  }
  return { ms: performance.now() - start, stderr };
}

const wholeProcess = (...args) => ({ unit: 'ms', measure: (build) => timed(build, args).ms });

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-bench-builds-'));
// As root the server runs under another account, which has to get through to the caches in here.
chmodSync(scratch, 0o755);
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** For each build a copy of the folder and a cache that knows all its migrations. */
const known = new Map();

function verified(build) {
  if (!known.has(build)) {
    const own = join(scratch, String(known.size));
    const place = { folder: join(own, 'migrations'), env: { ELEMENTALDB_CACHE: join(own, 'cache') } };
    mkdirSync(own);
    cpSync(folder, place.folder, { recursive: true });
    timed(build, ['verify', place.folder, '--json'], place.env);
    known.set(build, place);
  }
  return known.get(build);
}

/** Edits one file of the copy, differently each time, and verifies it. */
const edited = (suffix, position) => ({
  unit: 'ms',
  measure: (build) => {
    const { folder: copy, env } = verified(build);
    const files = readdirSync(copy).filter((name) => name.endsWith(suffix));
    appendFileSync(join(copy, files.toSorted().at(position(files))), `\n-- ${performance.now()}\n`);
    return timed(build, ['verify', copy, '--json'], env).ms;
  },
});

/** Edits the last up while a process watches, and waits for the line of its report. */
const watched = (command) => ({
  unit: 'ms',
  measure: async (build) => {
    const { folder: copy, env } = verified(build);
    const args = [join(build, 'dist/cli/main.js'), command, copy, '--watch', '--json'];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      await Promise.all([says(child.stdout, '\n'), says(child.stderr, 'watching ')]);
      const report = says(child.stdout, '\n');
      const start = performance.now();
      const file = readdirSync(copy).findLast((name) => name.endsWith('.up.sql'));
      appendFileSync(join(copy, file), `\n-- ${start}\n`);
      await report;
      return performance.now() - start;
    } finally {
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  },
});

async function says(stream, text) {
  for await (const [chunk] of on(stream, 'data')) {
    if (String(chunk).includes(text)) {
      return;
    }
  }
}

const PEAK = join(scratch, 'peak.cjs');
writeFileSync(PEAK, "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS} KiB`));");

const TASKS = {
  process: wholeProcess('--version'),
  populated: wholeProcess('verify', folder, '--no-cache', '--json'),
  memory: {
    unit: 'MiB',
    measure: (build) => {
      const { stderr } = timed(build, ['verify', folder, '--no-cache', '--json'], {
        NODE_OPTIONS: `--require ${PEAK}`,
      });
      return Number(/peak (\d+) KiB/.exec(stderr)?.[1]) / 1024;
    },
  },
  unchanged: {
    unit: 'ms',
    measure: (build) => {
      const { folder: copy, env } = verified(build);
      return timed(build, ['verify', copy, '--json'], env).ms;
    },
  },
  'last-up': edited('.up.sql', () => -1),
  'last-down': edited('.down.sql', () => -1),
  middle: edited('.up.sql', ({ length }) => length >> 1),
  'lint-watch': watched('lint'),
  'check-watch': watched('check'),
  start: wholeProcess('start', '--once', '--migrations', folder),
  lint: wholeProcess('lint', folder, '--preset', 'recommended', '--json'),
  verify: wholeProcess('verify', folder, '--no-populated', '--no-cache', '--json'),
  'test-database': {
    unit: 'ms',
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

function run(args, env = {}) {
  return spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30, env: { ...process.env, ...env } });
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

console.log(`Node ${process.version}, ${availableParallelism()} cores, ${values.rounds} rounds, medians\n`);
console.log(`${'what'.padEnd(15)} ${'in'.padEnd(4)} ${'before'.padStart(9)} ${'after'.padStart(9)}  after / before`);
for (const [name, { unit, measure }] of Object.entries(TASKS)) {
  if (!values.only.split(',').includes(name)) {
    continue;
  }
  const times = builds.map(() => []);
  for (const build of builds) {
    await measure(build);
  }
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, build] of builds.entries()) {
      times[index].push(await measure(build));
    }
  }
  const ratios = times[0].map((before, round) => times[1][round] / before);
  const [before, after] = times.map(median).map((ms) => ms.toFixed(ms < 10 ? 2 : 0));
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(
    `${name.padEnd(15)} ${unit.padEnd(4)} ${before.padStart(9)} ${after.padStart(9)}  ${median(ratios).toFixed(2)} (${spread})`,
  );
}
