/**
 * What a database for each test costs with drivers and ORMs of Node, those of examples/drivers: a database of its own, to which
 * the driver connects; the same without the driver; a transaction, as suites have it that roll back each test; and TRUNCATE of
 * all tables after each test. The latter two keep one database and one connected driver. All read a table once. `ms` is the
 * middle one of the tests, from asking for the database to the end of its clean-up.
 *
 *   npm run build && node bench/orms.mjs [--tests 20] [--rounds 3] [--installed FOLDER]
 *
 * FOLDER is a copy of examples/drivers in which all is installed and generated; by default a temporary one is made.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    tests: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    installed: { type: 'string' },
  },
});

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Runs all drivers once, in turn; prints a line of JSON for each: its name and the times of each way. */
const ROUND = `
import { closeTestDatabases, defineTemplate, testDatabase } from ${JSON.stringify(join(REPOSITORY, 'dist/index.js'))};
import { drivers } from './drivers.js';

// The drivers read the table of their example.
const site = defineTemplate('site', ({ sql }) => sql\`CREATE TABLE site (site_id integer PRIMARY KEY, name text)\`);
const databases = { migrations: ${JSON.stringify(join(REPOSITORY, 'migrations'))}, clientData: 'none', template: site };

async function times(work) {
  const all = [];
  for (let count = 0; count < ${Number(options.tests)}; count += 1) {
    const begun = performance.now();
    await work();
    all.push(performance.now() - begun);
  }
  return all;
}

const shared = await testDatabase(databases);
const { rows } = await shared.query("SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS names FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
const truncate = 'TRUNCATE ' + rows[0].names + ' RESTART IDENTITY';
const alone = await times(async () => {
  const db = await testDatabase(databases);
  await db.query('SELECT * FROM site');
  await db[Symbol.asyncDispose]();
});
for (const [name, connect] of Object.entries(drivers)) {
  const own = await times(async () => {
    const db = await testDatabase(databases);
    const driver = await connect(db.url);
    await driver.sites();
    await driver.end();
    await db[Symbol.asyncDispose]();
  });
  const driver = await connect(shared.url);
  const transaction = await times(async () => (await driver.begin())());
  const truncated = await times(async () => {
    await driver.sites();
    await shared.query(truncate);
  });
  await driver.end();
  console.log(JSON.stringify({ name, times: { own, alone, transaction, truncated } }));
}
await shared[Symbol.asyncDispose]();
await closeTestDatabases();
process.exit(0);
`;

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-orms-'));
chmodSync(scratch, 0o755);
try {
  const folder = options.installed ?? install();
  const round = join(folder, 'round.mjs');
  writeFileSync(round, ROUND);
  const found = new Map();
  for (let count = 0; count < Number(options.rounds); count += 1) {
    const tsx = join(REPOSITORY, 'node_modules/tsx/dist/esm/index.mjs');
    for (const line of run(process.execPath, ['--import', tsx, round], { cwd: folder }).trim().split('\n')) {
      if (line.startsWith('{"name"')) {
        const { name, times } = JSON.parse(line);
        found.set(name, [...(found.get(name) ?? []), times]);
      }
    }
  }
  rmSync(round);
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `Node ${process.version}, ${options.tests} tests, ${options.rounds} rounds, ms (smallest-largest); load ${load}\n`,
  );
  console.log(
    `${'driver'.padEnd(26)}${['own database', 'without driver', 'transaction', 'TRUNCATE'].map((each) => each.padStart(18)).join('')}`,
  );
  for (const [name, rounds] of found) {
    const cells = ['own', 'alone', 'transaction', 'truncated'].map((way) => {
      const sorted = rounds.map((each) => middle(each[way])).toSorted((a, b) => a - b);
      return `${middle(sorted).toFixed(0)} (${sorted[0]?.toFixed(0)}-${sorted.at(-1)?.toFixed(0)})`;
    });
    console.log(`${name.padEnd(26)}${cells.map((cell) => cell.padStart(18)).join('')}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function install() {
  const folder = join(scratch, 'drivers');
  cpSync(join(REPOSITORY, 'examples/drivers'), folder, { recursive: true });
  run('npm', ['pkg', 'delete', 'devDependencies.elementaldb'], { cwd: folder });
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const engines = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: process.execPath };
  run('npm', ['run', 'generate', '--workspaces'], { cwd: folder, env: { ...process.env, ...engines } });
  return folder;
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function run(program, args, given) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...given });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
  return stdout;
}
