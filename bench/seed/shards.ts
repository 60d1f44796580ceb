/**
 * `npm run bench:seed:shards`: a world in 1, 2 and 4 servers, each with its shard, all shards at the same time; the rows and hashes of
 * each table, together, beside those of one server. Options: --sites N (default 20), --from DAY, --to DAY (default one year),
 * --shards LIST (default 1,2,4).
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { start } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { table } from '../../src/report/layout.ts';
import { quoteIdentifier } from '../../src/sql/quote.ts';
import { openScratch } from '../verify/scratch.ts';
import { measureSeed } from './peak-memory.ts';

const { values } = parseArgs({
  options: {
    sites: { type: 'string', default: '20' },
    from: { type: 'string', default: '2024-01-01' },
    to: { type: 'string', default: '2025-01-01' },
    shards: { type: 'string', default: '1,2,4' },
  },
});

process.env['ELEMENTALDB_STATE'] = join(openScratch(), 'state');
const started = (): ReturnType<typeof start> =>
  start({
    migrations: fileURLToPath(new URL('../../migrations', import.meta.url)),
    database: 'elementaldb',
    clientData: 'none',
  });

/** Rows of a table, and the sum of their hashes, which does not depend on their order. */
interface Content {
  rows: bigint;
  hash: bigint;
}

function contentOf(url: string): Promise<Map<string, Content>> {
  return withConnection(url, async (client) => {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_'
          AND n.nspname NOT IN ('information_schema', 'elementaldb_seed') ORDER BY 1, 2`,
    );
    const found = new Map<string, Content>();
    for (const { schema, name } of tables) {
      const { rows } = await client.query<{ rows: string; hash: string }>(
        `SELECT count(*) AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0) AS hash
           FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)} t`,
      );
      found.set(`${schema}.${name}`, { rows: BigInt(rows[0]?.rows ?? 0), hash: BigInt(rows[0]?.hash ?? 0) });
    }
    return found;
  });
}

/** Tables in which the shards do not hold what one server does, either each of them or all of them together. */
function differences(whole: ReadonlyMap<string, Content>, shards: readonly ReadonlyMap<string, Content>[]): string[] {
  return [...whole].flatMap(([name, one]) => {
    const parts = shards.map((shard) => shard.get(name) ?? { rows: 0n, hash: 0n });
    const isEach = parts.every(({ rows, hash }) => rows === one.rows && hash === one.hash);
    const sum = (of: keyof Content): bigint => parts.reduce((all, part) => all + part[of], 0n);
    return isEach || (sum('rows') === one.rows && sum('hash') === one.hash) ? [] : [name];
  });
}

let whole: Map<string, Content> | undefined;
const lines: string[][] = [];
// One server first: all others are compared with it.
const counts = [1, ...values.shards.split(',').map(Number)].filter((of, i, all) => all.indexOf(of) === i);
for (const of of counts) {
  const servers = await Promise.all(Array.from({ length: of }, started));
  try {
    const begun = performance.now();
    const seeded = await Promise.all(
      servers.map(({ url }, i) =>
        measureSeed(url, [
          '--sites',
          values.sites,
          '--from',
          values.from,
          '--to',
          values.to,
          '--shard',
          `${i + 1}/${of}`,
        ]),
      ),
    );
    const seconds = (performance.now() - begun) / 1000;
    const contents = [];
    for (const { url } of servers) {
      contents.push(await contentOf(url));
    }
    whole ??= contents[0] ?? new Map();
    const differing = differences(whole, contents);
    lines.push([
      String(of),
      seeded.reduce((sum, { rows }) => sum + rows, 0).toLocaleString('en-GB'),
      seconds.toFixed(1),
      Math.max(...seeded.map((each) => each.seconds)).toFixed(1),
      Math.max(...seeded.map(({ peak }) => peak)).toFixed(0),
      differing.length === 0 ? 'yes' : `not ${differing.join(', ')}`,
    ]);
    process.stderr.write(`${of} of ${counts.join(', ')} shards, load ${loadavg()[0]?.toFixed(1)}\n`);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
const right = 'right' as const;
const shown = table(
  [
    ...['shards', 'rows written', 's, all together', 's, the slowest', 'peak MiB of one'].map((title) => ({
      title,
      align: right,
    })),
    { title: 'rows and hashes equal' },
  ],
  lines,
  110,
);
process.stdout.write(
  `${cpus().length} cores, ${values.sites} sites, ${values.from} to ${values.to}\n${shown.join('\n')}\n`,
);
