/**
 * `npm run bench:seed:world`: a whole world, all datasets, into the migrated database: this build, in turn with another one, and psql
 * with ready binary files of the same rows. Options: --other FILE (`dist/cli/main.js` of another build), --rounds N (default 3),
 * --clients N, --sites N, --from DAY, --to DAY (default 5, 40, 2022-01-01, 2025-01-01), --limit to run psql too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { start } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { table } from '../../src/report/layout.ts';
import { median } from '../median.ts';
import { openScratch } from '../verify/scratch.ts';
import { measureSeed, processorSeconds } from './peak-memory.ts';
import { psql } from './ways.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '5' },
    sites: { type: 'string', default: '40' },
    from: { type: 'string', default: '2022-01-01' },
    to: { type: 'string', default: '2025-01-01' },
    limit: { type: 'boolean', default: false },
  },
});
const { clients, sites, from, to } = values;
const WORLD = ['--clients', clients, '--sites', sites, '--from', from, '--to', to];

const scratch = openScratch();
process.env['ELEMENTALDB_STATE'] = join(scratch, 'state');
await using server = await start({
  migrations: fileURLToPath(new URL('../../migrations', import.meta.url)),
  database: 'elementaldb',
  clientData: 'none',
});
const { url } = server;
const query = (sql: string): Promise<void> => withConnection(url, async (client) => void (await client.query(sql)));

/** Removes all rows but those of the migrations' ledger. */
const EMPTY = `
  DROP SCHEMA IF EXISTS elementaldb_seed CASCADE;
  DO $$ BEGIN
    EXECUTE (SELECT 'TRUNCATE ' || string_agg(c.oid::regclass::text, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public'));
  END $$;
  CHECKPOINT`;

interface Measured {
  seconds: number;
  rows: number;
  peak: number | undefined;
  /** Seconds of processors: of our process, and of the server. Other programs on the machine change them less than the time. */
  cpu: readonly [ours: number | undefined, server: number];
}

/** Seconds of processors that connections of the server took which have ended. */
async function serverSeconds(): Promise<number> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return processorSeconds(processorSeconds(rows[0]?.pid ?? 0).parent).ended;
  });
}

const ways = new Map<string, () => Promise<Measured>>([
  ['this build', () => measureWhole([])],
  ['this build, --mode safe', () => measureWhole(['--mode', 'safe'])],
]);
const { other } = values;
if (other !== undefined) {
  ways.set('the other build', () => measureWhole([], other));
}

/** Of the command as a whole, from the start of its process to its end. */
async function measureWhole(args: readonly string[], program?: string): Promise<Measured> {
  await query(EMPTY);
  const before = await serverSeconds();
  const begun = performance.now();
  const { rows, peak, cpu } = await measureSeed(url, [...WORLD, ...args], program);
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, rows, peak, cpu: [cpu, (await serverSeconds()) - before] };
}

/** The largest tables, each with its number of rows and a file of them. */
async function dumpTables(): Promise<{ name: string; file: string; rows: number }[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string; rows: string }>(
      `SELECT c.oid::regclass::text AS name, c.reltuples AS rows FROM pg_class c
        WHERE c.relkind = 'r' AND c.reltuples > 10000 AND c.oid > 16383 ORDER BY c.reltuples DESC`,
    );
    return rows.map(({ name, rows: count }) => {
      const file = join(scratch, `${name}.bin`);
      psql(url, `\\copy ${name} TO '${file}' (FORMAT binary)`);
      return { name, file, rows: Number(count) };
    });
  });
}

/** psql, two at a time, into tables without index and key. */
async function psqlLimit(): Promise<Measured> {
  const tables = await dumpTables();
  const statements = tables.map(({ name }, i) => `CREATE TABLE speed_limit.t${i} (LIKE ${name})`);
  await query(
    `DROP SCHEMA IF EXISTS speed_limit CASCADE; CREATE SCHEMA speed_limit; ${statements.join('; ')}; CHECKPOINT`,
  );
  const before = await serverSeconds();
  const begun = performance.now();
  const waiting = tables.map(({ file }, i) => ({ file, to: `speed_limit.t${i}` }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const child = spawn(
        'psql',
        ['--no-psqlrc', '--quiet', url, '-c', `\\copy ${next.to} FROM '${next.file}' (FORMAT binary)`],
        {
          stdio: 'ignore',
        },
      );
      await once(child, 'close');
    }
  };
  await Promise.all([work(), work()]);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = [undefined, (await serverSeconds()) - before] as const;
  await query('DROP SCHEMA speed_limit CASCADE');
  return { seconds, rows: tables.reduce((sum, { rows }) => sum + rows, 0), peak: undefined, cpu };
}

const all = new Map<string, Measured[]>([...ways.keys()].map((name) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round += 1) {
  for (const [name, run] of ways) {
    const measured = await run();
    all.get(name)?.push(measured);
    process.stderr.write(
      `round ${round}, ${name}: ${measured.seconds.toFixed(1)} s, ${measured.rows} rows, ` +
        `${measured.peak?.toFixed(0)} MiB, CPU ${measured.cpu.map((each) => each?.toFixed(1)).join(' and ')} s, load ${loadavg()[0]?.toFixed(1)}\n`,
    );
  }
}
if (values.limit) {
  all.set('psql, two at a time, without index and key', [await psqlLimit()]);
}
const right = 'right' as const;
const first = median((all.get('this build') ?? []).map(({ seconds }) => seconds));
const lines = table(
  [
    { title: 'medians' },
    ...['rows', 's', 'min-max', 'rows/s', 's / this build', 'CPU s', 'CPU s of server', 'peak MiB'].map((title) => ({
      title,
      align: right,
    })),
  ],
  [...all].map(([name, measured]) => {
    const seconds = measured.map((each) => each.seconds);
    const rows = measured[0]?.rows ?? 0;
    const ours = measured.flatMap(({ cpu }) => cpu[0] ?? []);
    const peaks = measured.flatMap(({ peak }) => peak ?? []);
    return [
      name,
      rows.toLocaleString('en-GB'),
      median(seconds).toFixed(1),
      `${Math.min(...seconds).toFixed(1)}-${Math.max(...seconds).toFixed(1)}`,
      Math.round(rows / median(seconds)).toLocaleString('en-GB'),
      (median(seconds) / first).toFixed(2),
      ours.length === 0 ? '' : median(ours).toFixed(1),
      median(measured.map(({ cpu }) => cpu[1])).toFixed(1),
      peaks.length === 0 ? '' : Math.max(...peaks).toFixed(0),
    ];
  }),
  130,
);
process.stdout.write(
  `Node ${process.version}, PostgreSQL ${server.details.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n` +
    `${lines.join('\n')}\n`,
);
