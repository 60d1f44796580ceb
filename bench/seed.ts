/**
 * `npm run bench:seed`: how fast synthetic rows get into PostgreSQL, in turn with psql and a ready binary file of the same
 * rows. Options: --rounds N (default 5), --sites N of the comparison (default 40), --curve LIST of site-years (default
 * 10,100,1000), --drizzle FOLDER where `npm install drizzle-orm drizzle-seed pg` was run, --postgres MAJOR, --pg-bin FOLDER.
 */
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { start } from '../src/databases/start.ts';
import { withConnection } from '../src/postgres/connect.ts';
import { table } from '../src/report/layout.ts';
import { electricityDataset } from '../src/energy/datasets/meters/electricity-dataset.ts';
import type { Batch } from '../src/seeding/load/batch.ts';
import { seed } from '../src/commands/seed.ts';
import { createWorld } from '../src/energy/world/create-world.ts';
import { median } from './median.ts';
import { drizzleSeeds } from './seed/drizzle.ts';
import { measureSeed } from './seed/peak-memory.ts';
import { insert, load, psql } from './seed/ways.ts';
import { openScratch } from './verify/scratch.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    sites: { type: 'string', default: '40' },
    curve: { type: 'string', default: '10,100,1000' },
    drizzle: { type: 'string' },
    postgres: { type: 'string' },
    'pg-bin': { type: 'string' },
  },
});
const SPAN = { from: Date.UTC(2024, 0), to: Date.UTC(2025, 0) };
const SERIES = ['client_meters', 'electricity_meters'] as const;
/** Ways that are much slower get fewer rows. */
const FEWER = 60_000;

const scratch = openScratch();
process.env['ELEMENTALDB_STATE'] = join(scratch, 'state');
await using server = await start({
  migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
  database: 'elementaldb',
  clientData: 'none',
  major: values.postgres === undefined ? undefined : Number(values.postgres),
  pgBin: values['pg-bin'],
});
const { url } = server;
const sites = Number(values.sites);
const world = createWorld({ seed: 42, clients: 3, sites, noise: 'none' });
const batches = Array.from({ length: sites }, (_, index) => [...electricityDataset.batches(world, index, SPAN)])
  .flat()
  .filter((batch) => batch.table.join('.') === SERIES.join('.'));
const rowCount = batches.reduce((sum, batch) => sum + batch.rows, 0);

/** Rows a second of one way, with what it needs before and is not timed. */
interface Way {
  name: string;
  before?: () => Promise<void>;
  run: () => Promise<number>;
}

const query = (sql: string): Promise<void> => withConnection(url, async (client) => void (await client.query(sql)));
const empty = (name: string): Promise<void> => query(`TRUNCATE ${name}; CHECKPOINT`);

await seed(world, url, { span: SPAN, datasets: ['electricity'] });
await query('CREATE TABLE public.plain AS SELECT * FROM client_meters.electricity_meters LIMIT 0');
const file = join(scratch, 'rows.bin');
psql(url, `\\copy client_meters.electricity_meters TO '${file}' (FORMAT binary)`);

const into = (name: string, path: Batch['table']): Way[] => [
  {
    name: 'psql \\copy of a ready binary file',
    before: () => empty(name),
    run: async () => {
      psql(url, `\\copy ${name} FROM '${file}' (FORMAT binary)`);
      return rowCount;
    },
  },
  {
    name: 'our loader alone',
    before: () => empty(name),
    run: async () => {
      await withConnection(url, (client) => load(client, batches, path));
      return rowCount;
    },
  },
  {
    name: 'INSERT of 1,000 rows, pg',
    before: () => empty(name),
    run: () => withConnection(url, (client) => insert(client, batches, name, FEWER)),
  },
];

const startAnew = async (): Promise<void> => {
  await query('DROP SCHEMA elementaldb_seed CASCADE');
  await query('TRUNCATE client_info.clients CASCADE; CHECKPOINT');
};

/** The whole command, from the start of its process to its end. */
const seeding = (mode: 'safe' | 'fast'): Way => ({
  name: `seed --mode ${mode}, the whole command`,
  before: startAnew,
  run: async () =>
    (await measureSeed(url, ['--sites', values.sites, '--datasets', 'electricity', '--mode', mode])).rows,
});

async function compare(title: string, ways: readonly Way[]): Promise<void> {
  const rates = new Map(ways.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    for (const way of ways) {
      await way.before?.();
      const begun = performance.now();
      const rows = await way.run();
      // The first round warms up and does not count.
      if (round > 0) {
        rates.get(way.name)?.push(rows / ((performance.now() - begun) / 1000));
      }
    }
    process.stderr.write(`${title}: round ${round} of ${values.rounds}\n`);
  }
  const limit = median(rates.get(ways[0]?.name ?? '') ?? []);
  const right = 'right' as const;
  const lines = table(
    [
      { title: title },
      { title: 'rows/s', align: right },
      { title: 'min-max', align: right },
      { title: '/ psql', align: right },
    ],
    [...rates].map(([name, all]) => [
      name,
      Math.round(median(all)).toLocaleString('en-GB'),
      `${Math.round(Math.min(...all) / 1000)}k-${Math.round(Math.max(...all) / 1000)}k`,
      (median(all) / limit).toFixed(2),
    ]),
    100,
  );
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

process.stdout.write(
  `Node ${process.version}, PostgreSQL ${server.details.version}, ${cpus().length} cores, ${values.rounds} rounds, ` +
    `${rowCount.toLocaleString('en-GB')} rows\n`,
);
const { drizzle } = values;
await compare('into a table without index and key', [
  ...into('public.plain', ['public', 'plain']),
  ...(drizzle === undefined
    ? []
    : [
        {
          name: 'drizzle-seed',
          before: () => empty('public.plain'),
          run: async () => {
            await drizzleSeeds(drizzle, url, FEWER / 3);
            return FEWER / 3;
          },
        },
      ]),
]);
await compare('into the real table, its index and key', [
  ...into(SERIES.join('.'), SERIES),
  seeding('safe'),
  seeding('fast'),
]);

const right = 'right' as const;
const curve: string[][] = [];
for (const size of values.curve.split(',').filter(Boolean)) {
  await startAnew();
  const measured = await measureSeed(url, ['--sites', size, '--datasets', 'electricity,heating']);
  curve.push([
    size,
    measured.rows.toLocaleString('en-GB'),
    measured.seconds.toFixed(1),
    Math.round(measured.rows / measured.seconds).toLocaleString('en-GB'),
    measured.peak.toFixed(0),
  ]);
  process.stderr.write(`${size} site-years\n`);
}
const lines = table(
  ['site-years', 'rows', 's', 'rows/s', 'peak MiB'].map((title) => ({ title, align: right })),
  curve,
);
process.stdout.write(`\nthe curve: electricity and heating\n\n${lines.join('\n')}\n`);
rmSync(file, { force: true });
