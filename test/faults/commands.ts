import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withConnection } from '../../src/postgres/connect.ts';
import { writeClientData, type Place } from './place.ts';

/** A command that faults are tried on. */
export interface FaultCommand {
  name: string;
  args: readonly string[];
  /** Whether every try begins with an empty cache. */
  first?: boolean;
  /** When the command has done its work: this stands in its output. Default: when it ends. */
  ready?: RegExp;
  /** What the machine lacks for the command; undefined when it can run. */
  needs?: () => string | undefined;
  /** Makes what the command needs, once for all tries. Returns parts of the names that stay on purpose. */
  prepare?: (place: Place) => Promise<readonly string[]> | readonly string[];
  /** Finds what a fault has destroyed: undefined when everything is as it was before, or complete. */
  lost?: ((place: Place) => Promise<string | undefined>) | undefined;
  /** What runs afterwards to see that the command still works. Default: the command itself, with `--once` for start. */
  again?: readonly string[];
}

/** Four processes that write to the test database until they are done or it is gone. */
const WORKERS = `
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
const pg = createRequire(${JSON.stringify(import.meta.url)})('pg');
if (process.argv[2] === 'worker') {
  const client = new pg.Client(process.env.DATABASE_URL);
  client.on('error', () => process.exit(1));
  process.on('disconnect', () => process.exit(1));
  await client.connect();
  for (let n = 0; n < 100; n += 1) {
    await client.query('INSERT INTO meter_1 VALUES ($1, $2)', [process.pid * 1000 + n, 'worker']);
  }
  await client.end();
  process.exit(0);
} else {
  const children = Array.from({ length: 4 }, () => fork(process.argv[1], ['worker']));
  const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
}
`;

export const COMMANDS: readonly FaultCommand[] = [
  { name: 'start, empty cache', args: ['start'], first: true, ready: /postgresql:\/\//, again: ['start', '--once'] },
  { name: 'start', args: ['start'], ready: /postgresql:\/\//, again: ['start', '--once'] },
  {
    name: 'start, client data',
    args: ['start'],
    first: true,
    ready: /postgresql:\/\//,
    again: ['start', '--once'],
    prepare: (place) => {
      writeClientData(place);
      return [];
    },
  },
  { name: 'verify', args: ['verify'] },
  {
    name: 'exec, 4 workers',
    args: ['exec', '--', process.execPath, 'workers.mjs'],
    prepare: ({ project }) => {
      writeFileSync(join(project, 'workers.mjs'), WORKERS);
      return [];
    },
  },
  {
    name: 'seed',
    args: ['seed', '--generic', '--rows', '20000', '--name', 'faults'],
    prepare: (place) => detachedServer(place),
    lost: missingMigratedRows,
  },
  {
    name: 'snapshot to a file',
    args: ['snapshot', 'save', '--file', 'state.dump', '--replace', '--name', 'faults'],
    needs: () =>
      findPrograms() === undefined ? 'pg_dump beside its server (Debian: apt-get install postgresql)' : undefined,
    prepare: async (place) => {
      const expected = await detachedServer(place, ['--pg-bin', findPrograms() ?? '']);
      await place.run(['snapshot', 'save', '--file', 'state.dump', '--name', 'faults']);
      return expected;
    },
    lost: async (place) => {
      if (!existsSync(join(place.project, 'state.dump'))) {
        return 'the earlier file';
      }
      const restored = await place.run(['snapshot', 'restore', '--file', 'state.dump', '--name', 'faults', '--yes']);
      return restored.exitCode === 0 ? missingMigratedRows(place) : `the file cannot be restored: ${restored.output}`;
    },
  },
  {
    name: 'snapshot by name',
    args: ['snapshot', 'save', 'state', '--replace', '--name', 'faults', '--yes'],
    prepare: (place) => detachedServer(place),
    lost: missingMigratedRows,
  },
  {
    name: 'snapshot restored',
    args: ['snapshot', 'restore', 'state', '--name', 'faults', '--yes'],
    prepare: async (place) => {
      const expected = await detachedServer(place);
      await place.run(['snapshot', 'save', 'state', '--name', 'faults', '--yes']);
      return expected;
    },
    lost: missingMigratedRows,
  },
];

/** A server that runs while commands on it are killed. */
async function detachedServer(place: Place, options: readonly string[] = []): Promise<readonly string[]> {
  const { exitCode, output } = await place.run(['start', '--detach', '--name', 'faults', ...options]);
  if (exitCode !== 0) {
    throw new Error(`the server does not start: ${output}`);
  }
  return place.left().flatMap((each) => /elementaldb-[0-9a-f]{12}/.exec(each)?.[0] ?? []);
}

/** A folder with a server and its own pg_dump, from Debian's packages. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const folders = existsSync(root) ? readdirSync(root).map((major) => join(root, major, 'bin')) : [];
  return folders.find((folder) => ['postgres', 'pg_dump'].every((name) => existsSync(join(folder, name))));
}

async function missingMigratedRows(place: Place): Promise<string | undefined> {
  const { output } = await place.run(['url', '--name', 'faults']);
  const url = /postgresql:\/\/\S+/.exec(output)?.[0];
  if (url === undefined) {
    return `the server: ${output}`;
  }
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM meter_12 WHERE meter_id <= 500 AND name = 'meter ' || meter_id`,
    );
    return rows[0]?.count === 500 ? undefined : `rows of meter_12: ${rows[0]?.count}`;
  }).catch((error: unknown) => `the database: ${String(error)}`);
}

/** Empties the cache, but for the unpacked binaries, which are the same in all tries. */
export function emptyCache({ cache }: Place): void {
  rmSync(join(cache, 'data'), { recursive: true, force: true });
}

/** A program for `exec` that prints a hash of all rows that the migrations wrote. */
export const CONTENT_PROGRAM = `
import { createRequire } from 'node:module';
const pg = createRequire(${JSON.stringify(import.meta.url)})('pg');
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const all = [];
for (let n = 1; n <= 12; n += 1) {
  const { rows } = await client.query('SELECT t::text FROM meter_' + n + ' t ORDER BY 1');
  all.push(rows.length, ...rows.map(({ t }) => t));
}
await client.end();
console.log('content', all.length, all.join().length);
`;
