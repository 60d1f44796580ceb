import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { makeVitestProject, type RunningVitest, type VitestProject } from './vitest-project.ts';

/** How many tests; `npm run bench:killed-workers` runs 2,000. */
const TESTS = Number(process.env['ELEMENTALDB_KILLED_WORKERS_TESTS'] ?? 80);
const TESTS_A_FILE = 5;
const FILES = Math.ceil(TESTS / TESTS_A_FILE);
const WORKERS = 4;

/** File for the figures of the run, for the benchmark. */
const REPORT = process.env['ELEMENTALDB_KILLED_WORKERS_REPORT'];

/** One file in this many has its worker killed within its first 600 ms, whatever it is doing then. */
const KILL_EVERY = FILES > 40 ? 8 : 2;

/** Each test writes down that it began and how it ended, since vitest knows nothing of what a killed worker did. */
const SUITE = `
import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
const say = (what) => appendFileSync('log', what + '\\n');
for (let n = 1; n <= ${TESTS_A_FILE}; n += 1) {
  const name = 'FILE.' + n;
  test(name, async ({ db }) => {
    await db.sql\`INSERT INTO meter VALUES (\${10 + n}, \${name})\`;
    expect(await db.sql\`SELECT site FROM meter WHERE meter_id > 2\`).toEqual([{ site: name }]);
    say('ok ' + name);
  });
}
// Begun before the first database is asked for, so that it strikes anywhere.
if (FILE % ${KILL_EVERY} === 0) {
  const after = Math.random() * 600;
  setTimeout(() => { say('killed FILE'); process.kill(process.pid, 'SIGKILL'); }, after);
}
`;

let project: VitestProject;

beforeEach(() => {
  project = makeVitestProject(
    Object.fromEntries(
      Array.from({ length: FILES }, (_, index) => [
        `f${index + 1}.test.js`,
        SUITE.replaceAll('FILE', String(index + 1)),
      ]),
    ),
  );
});

afterEach(() => project.dispose());

function databases(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      String.raw`SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb\_%'`,
    );
    return rows.map(({ name }) => name);
  });
}

/** How many databases there were at most, looked at until the run ends. */
async function most(url: string, { ended }: RunningVitest): Promise<number> {
  let count = 0;
  while ((await Promise.race([ended, sleep(50, 'runs')])) === 'runs') {
    count = Math.max(count, (await databases(url)).length);
  }
  return count;
}

test(
  `${TESTS} tests over ${WORKERS} workers of which some are killed: the others pass, and nothing is left`,
  { timeout: 120_000 + TESTS * 600 },
  async () => {
    const { stdout } = await project.sandbox.run(['start', '--detach', '--json', '--name', 'mine']);
    const { url } = JSON.parse(stdout);
    const running = project.start(['run', '--pool=forks', `--max-workers=${WORKERS}`], { ELEMENTALDB_SERVER: url });
    const count = await most(url, running);
    const { failed, output } = await running.ended;
    const lines = readFileSync(join(project.sandbox.folder, 'log'), 'utf8').split('\n');
    const killed = new Set(lines.flatMap((line) => /^killed (\d+)/.exec(line)?.[1] ?? []));
    expect(killed.size, output).toBeGreaterThan(0);
    expect(failed, output).toEqual([]);
    const others = Array.from({ length: FILES }, (_, index) => String(index + 1)).filter((file) => !killed.has(file));
    const missing = others.flatMap((file) =>
      Array.from({ length: TESTS_A_FILE }, (_, n) => `ok ${file}.${n + 1}`).filter((line) => !lines.includes(line)),
    );
    expect(missing, output).toEqual([]);
    // For each worker one in use, those ahead and those being dropped; with what a killed one had until it is noticed.
    expect(count).toBeLessThanOrEqual(WORKERS * 8);
    expect(await databases(url)).toEqual([]);
    if (REPORT !== undefined) {
      const passed = lines.filter((line) => line.startsWith('ok ')).length;
      writeFileSync(REPORT, JSON.stringify({ passed, killed: killed.size, mostDatabases: count }));
    }
    await project.sandbox.run(['stop', '--name', 'mine']);
    await project.nothingLeft();
  },
);
