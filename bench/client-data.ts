/**
 * `npm run bench:client-data`: how fast `client-data dump` writes all rows, the same anonymized, and one client of 100, in turn with `pg_dump --data-only`
 * of the same rows: 40 tables, as many series as tables with keys. Options: --rows N of all tables (default 10,000,000), --rounds N
 * (default 3), --pg-bin FOLDER of the server, --pg-dump FILE (default: pg_dump in --pg-bin; it must fit the server).
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { start } from '../src/databases/start.ts';
import { withConnection } from '../src/postgres/connect.ts';
import { libpqEnvironment } from '../src/postgres/connection-url.ts';
import { table } from '../src/report/layout.ts';
import { median } from './median.ts';
import { measureProgram } from './seed/peak-memory.ts';
import { openScratch } from './verify/scratch.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    'pg-bin': { type: 'string' },
    'pg-dump': { type: 'string' },
  },
});
const CLIENTS = 100;
const SITES_PER_CLIENT = 4;
/** Pairs of a table with datasets and one with their series; with clients and sites they are 40 tables. */
const PAIRS = 19;
const all = Number(values.rows);
const perSeries = Math.floor(all / PAIRS / (CLIENTS * SITES_PER_CLIENT));

const pairs = Array.from({ length: PAIRS }, (_, number) => `d${number}`);
const schema = `
  CREATE TABLE clients (client_id text PRIMARY KEY, name text);
  CREATE TABLE sites (site_id text PRIMARY KEY, client_id text NOT NULL REFERENCES clients);
  CREATE INDEX ON sites (client_id);
  ${pairs
    .map(
      (
        name,
      ) => `CREATE TABLE ${name} (dataset_id uuid PRIMARY KEY, site_id text NOT NULL REFERENCES sites, created_at timestamptz);
  CREATE INDEX ON ${name} (site_id);
  CREATE TABLE ${name}_series (dataset_id uuid NOT NULL REFERENCES ${name}, start_ts timestamptz NOT NULL, end_ts timestamptz NOT NULL, consumption_kwh float8, unit_cost numeric(19, 4));
  CREATE INDEX ON ${name}_series (dataset_id, start_ts);`,
    )
    .join('\n  ')}`;
const rows = `
  INSERT INTO clients SELECT 'client_' || n, 'Client ' || n FROM generate_series(1, ${CLIENTS}) n;
  INSERT INTO sites SELECT client_id || '_' || n, client_id FROM clients, generate_series(1, ${SITES_PER_CLIENT}) n;
  ${pairs
    .map(
      (name) => `INSERT INTO ${name} SELECT md5('${name}' || site_id)::uuid, site_id, '2026-01-01' FROM sites;
  INSERT INTO ${name}_series SELECT dataset_id, t, t + '30 min', 1 + extract(epoch FROM t)::int % 977 / 100.0, 0.25
    FROM ${name}, generate_series('2026-01-01'::timestamptz, '2026-01-01'::timestamptz + ${perSeries - 1} * '30 min'::interval, '30 min') t;`,
    )
    .join('\n  ')}
  ANALYZE;`;

const scratch = openScratch();
process.env['ELEMENTALDB_STATE'] = join(scratch, 'state');
process.env['ELEMENTALDB_ANONYMIZE_KEY'] = randomBytes(32).toString('hex');
const migrations = join(scratch, 'migrations');
mkdirSync(migrations);
writeFileSync(join(migrations, '1_schema.up.sql'), `BEGIN;${schema}\nEND;\n`);
writeFileSync(
  join(migrations, '1_schema.down.sql'),
  'BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\nEND;\n',
);
await using server = await start({ migrations, clientData: 'none', pgBin: values['pg-bin'] });
const { url } = server;
await withConnection(url, (client) => client.query(rows), { limits: 'none' });

interface Measured {
  seconds: number;
  bytes: number;
  peak?: number;
  /** Seconds of processors, without those of the server. */
  cpu?: number;
}

function pgDump(): Measured {
  const out = join(scratch, 'pg_dump.sql');
  const program = values['pg-dump'] ?? join(values['pg-bin'] ?? '', 'pg_dump');
  const begun = performance.now();
  execFileSync(program, ['--data-only', '--exclude-table=schema_migrations', '--file', out, url], {
    env: { ...process.env, ...libpqEnvironment(url) },
    stdio: 'inherit',
  });
  return { seconds: (performance.now() - begun) / 1000, bytes: statSync(out).size };
}

async function dump(name: string, args: readonly string[]): Promise<Measured> {
  const out = join(scratch, name);
  const begun = performance.now();
  const program = values['pg-bin'] === undefined ? [] : ['--pg-bin', values['pg-bin']];
  const { peak, cpu } = await measureProgram([
    'client-data',
    'dump',
    '--database-url',
    url,
    '--migrations',
    migrations,
    '--out',
    out,
    '--json',
    ...program,
    ...args,
  ]);
  return { seconds: (performance.now() - begun) / 1000, bytes: statSync(out).size, peak, cpu };
}

const ways: Record<string, () => Measured | Promise<Measured>> = {
  'pg_dump --data-only': pgDump,
  'client-data dump, all rows': () => dump('all.sql', ['--no-anonymize']),
  'client-data dump, anonymized': () => dump('anonymized.sql', []),
  'client-data dump, one client of 100': () => dump('one.sql', ['--no-anonymize', '--clients', 'client_7']),
};
const measured = new Map<string, Measured[]>();
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [name, run] of Object.entries(ways)) {
    measured.set(name, [...(measured.get(name) ?? []), await run()]);
  }
}

const secondsOf = (name: string): number => median((measured.get(name) ?? []).map(({ seconds }) => seconds));
const base = secondsOf('pg_dump --data-only');
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${perSeries * CLIENTS * SITES_PER_CLIENT * PAIRS} rows of series, ${values.rounds} rounds, medians\n`,
);
process.stdout.write(
  `${table(
    [{ title: '' }, ...['s', 'speed', 'MB', 'MiB', 'CPU s'].map((title) => ({ title, align: 'right' as const }))],
    [...measured].map(([name, each]) => [
      name,
      secondsOf(name).toFixed(2),
      (base / secondsOf(name)).toFixed(2),
      ((each[0]?.bytes ?? 0) / 1e6).toFixed(0),
      Math.max(...each.map(({ peak = 0 }) => peak)).toFixed(0),
      median(each.map(({ cpu = 0 }) => cpu)).toFixed(2),
    ]),
  ).join('\n')}\n`,
);
