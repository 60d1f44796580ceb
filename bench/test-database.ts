/**
 * `npm run bench:test-database`: what a database for each test costs, for ours and its peers, in turn, on one server and
 * one template. Options: --rounds N (default 5), --tests N for each worker (default 40), --lasting MS of a test (default
 * 30), --workers LIST (default 1,4), --only NAME of a contender besides ours, any number of times, --integresql PATH of its server and --image
 * IMAGE for Testcontainers to include them, --postgres MAJOR, --pg-bin FOLDER.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { startTestServer } from '../src/databases/testing/test-server.ts';
import { withConnection } from '../src/postgres/connect.ts';
import { table } from '../src/report/layout.ts';
import { median } from './median.ts';
import type { Arena } from './test-database/contender.ts';
import { CONTENDERS } from './test-database/contenders.ts';
import { startIntegresql } from './test-database/integresql.ts';
import { openScratch } from './verify/scratch.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    tests: { type: 'string', default: '40' },
    lasting: { type: 'string', default: '30' },
    workers: { type: 'string', default: '1,4' },
    integresql: { type: 'string' },
    image: { type: 'string' },
    only: { type: 'string', multiple: true },
    postgres: { type: 'string' },
    'pg-bin': { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const lasting = Number(values.lasting);
const OURS = 'elementaldb';
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const WORKER = fileURLToPath(new URL('test-database/worker.ts', import.meta.url));

interface Round {
  /** Milliseconds that each test waited for its database. */
  waits: number[];
  /** Milliseconds of each test beyond its own time, until its database was given back. */
  beyond: number[];
  /** Milliseconds that a test cost beyond its own time, clean-up included. */
  overhead: number;
}

/** Runs the workers at once: they load and connect first, then begin together. */
async function run(name: string, workers: number, arena: Arena): Promise<Round> {
  const children = Array.from({ length: workers }, () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', WORKER, name, values.tests, values.lasting, JSON.stringify(arena)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines, ended: once(child, 'close') };
  });
  await Promise.all(children.map(({ lines }) => lines.next()));
  children.forEach(({ child }) => child.stdin.write('\n'));
  const results = await Promise.all(
    children.map(async ({ lines, ended }) => {
      const { value } = await lines.next();
      await ended;
      const result: { waits: number[]; wholes: number[]; milliseconds: number } = JSON.parse(String(value));
      return result;
    }),
  );
  const longest = Math.max(...results.map(({ milliseconds }) => milliseconds));
  return {
    waits: results.flatMap(({ waits }) => waits),
    beyond: results.flatMap(({ wholes }) => wholes.map((whole) => whole - lasting)),
    overhead: longest / Number(values.tests) - lasting,
  };
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function show(workers: number, measured: Map<string, Round[]>): void {
  const ours = median((measured.get(OURS) ?? []).map(({ overhead }) => overhead));
  const right = 'right' as const;
  const rows = [...measured].map(([name, all]) => {
    const overheads = all.map(({ overhead }) => overhead);
    const waits = all.flatMap((round) => round.waits);
    return [
      name,
      percentile(waits, 0.5).toFixed(1),
      percentile(waits, 0.95).toFixed(1),
      median(overheads).toFixed(1),
      percentile(
        all.flatMap(({ beyond }) => beyond),
        0.95,
      ).toFixed(1),
      `${Math.min(...overheads).toFixed(0)}-${Math.max(...overheads).toFixed(0)}`,
      (median(overheads) / ours).toFixed(2),
    ];
  });
  const lines = table(
    [
      { title: 'contender' },
      { title: 'wait p50', align: right },
      { title: 'p95', align: right },
      { title: 'each test', align: right },
      { title: 'p95', align: right },
      { title: 'min-max', align: right },
      { title: '/ ours', align: right },
    ],
    rows,
  );
  process.stdout.write(`\n${workers} ${workers === 1 ? 'worker' : 'workers'}\n\n${lines.join('\n')}\n`);
}

const scratch = openScratch();
process.env['ELEMENTALDB_STATE'] = scratch;
await using server = await startTestServer({
  migrations: MIGRATIONS,
  clientData: 'none',
  major: values.postgres === undefined ? undefined : Number(values.postgres),
  pgBin: values['pg-bin'],
});
const { url } = server.description;
const [facts] = await withConnection(url, async (client) => {
  const { rows } = await client.query<{ version: string; template: string }>(
    `SELECT current_setting('server_version') AS version, datname AS template
       FROM pg_database WHERE datname LIKE 'elementaldb_template_%'`,
  );
  return rows;
});
const peer = values.integresql === undefined ? undefined : await startIntegresql(values.integresql, url, MIGRATIONS);
try {
  const arena: Arena = {
    url,
    description: JSON.stringify(server.description),
    migrations: MIGRATIONS,
    template: facts?.template ?? '',
    integresql: peer?.templateUrl ?? '',
    image: values.image ?? '',
  };
  const absent = new Set([
    ...(peer === undefined ? ['IntegreSQL'] : []),
    ...(values.image === undefined ? ['Testcontainers restore'] : []),
  ]);
  const { only } = values;
  const names = Object.keys(CONTENDERS).filter(
    (name) => !absent.has(name) && (name === OURS || only === undefined || only.includes(name)),
  );
  process.stdout.write(
    `Node ${process.version}, PostgreSQL ${facts?.version ?? ''}, ${cpus().length} cores, ${rounds} rounds of ${values.tests} tests of ${lasting} ms\n` +
      'wait: ms until a test has its database; each test: ms beyond its own time, in all\n',
  );
  for (const workers of values.workers.split(',').map(Number)) {
    const measured = new Map(names.map((name) => [name, [] as Round[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) {
        measured.get(name)?.push(await run(name, workers, arena));
      }
      process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    }
    show(workers, measured);
  }
} finally {
  peer?.stop();
}
