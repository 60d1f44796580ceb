/**
 * `npm run bench:many-databases`: what grows while one run leases and releases 10,000 test databases. Workers, each a process,
 * run tests one after the other on one embedded server; at some numbers of databases all pause and a line is printed: memory
 * of the server and of a worker, disk, databases that exist, and how long a test has waited for its database since the line
 * before. Linux only. Options: --databases N (default 10000), --workers N (default 4), --ddl N: each Nth test makes a table,
 * so that its database is dropped instead of reset (default 4; 1: each one).
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
import { measureServer } from './test-database/measure-server.ts';
import { openScratch } from './verify/scratch.ts';

const { values } = parseArgs({
  options: {
    databases: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '4' },
    ddl: { type: 'string', default: '4' },
  },
});
const databases = Number(values.databases);
const workers = Number(values.workers);
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const WORKER = fileURLToPath(new URL('test-database/many-worker.ts', import.meta.url));
const MEBIBYTE = 1_048_576;

/** Shares of all databases after which a line is printed. */
const PAUSES = [0.01, 0.1, 0.25, 0.5, 0.75, 1];

/** What a worker prints at a pause, in bytes and milliseconds. */
interface WorkerState {
  heap: number;
  resident: number;
  waits: number[];
}

process.env['ELEMENTALDB_STATE'] = openScratch();
await using server = await startTestServer({ migrations: MIGRATIONS, clientData: 'none' });
const { url } = server.description;
const pauses = PAUSES.map((share) => Math.round((databases * share) / workers));
const children = Array.from({ length: workers }, () => {
  const args = [JSON.stringify(server.description), MIGRATIONS, values.ddl, JSON.stringify(pauses)];
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', WORKER, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    ended: once(child, 'close'),
  };
});

const rows: string[][] = [];
const begun = performance.now();
for (const pause of pauses) {
  const states = await Promise.all(
    children.map(async ({ lines }): Promise<WorkerState> => JSON.parse(String((await lines.next()).value))),
  );
  const { memory, disk, wal, count } = await withConnection(url, measureServer);
  const waits = states.flatMap((state) => state.waits).toSorted((a, b) => a - b);
  const seconds = (performance.now() - begun) / 1000;
  process.stderr.write(`${pause * workers} databases after ${seconds.toFixed(0)} s\n`);
  rows.push([
    String(pause * workers),
    ...[memory, Math.max(...states.map(({ heap }) => heap)), Math.max(...states.map(({ resident }) => resident))].map(
      mebibytes,
    ),
    ...[disk, wal].map(mebibytes),
    String(count),
    (waits[Math.floor(waits.length * 0.5)] ?? Number.NaN).toFixed(1),
    (waits[Math.floor(waits.length * 0.95)] ?? Number.NaN).toFixed(1),
  ]);
  children.forEach(({ child }) => child.stdin.write('\n'));
}
await Promise.all(children.map(({ ended }) => ended));

const right = 'right' as const;
const titles = ['databases', 'server', 'heap', 'worker', 'disk', 'WAL', 'exist', 'wait p50', 'p95'];
const lines = table(
  titles.map((title) => ({ title, align: right })),
  rows,
);
process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, ${workers} workers, each ${ordinal(values.ddl)} test makes a table; MiB, ms\n\n${lines.join('\n')}\n`,
);

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}

function ordinal(text: string): string {
  return text === '1' ? 'single' : `${text}th`;
}
