import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type MigrationVerdict } from '../../src/verify/report/verdict.ts';
import { verifyMigrations, verifyOn, type VerifyOptions } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';
import { ownCache, type OwnCache } from '../own-cache.ts';

let server: PostgresServer;
let cache: OwnCache;

beforeAll(async () => {
  ({ server } = await startServer());
  cache = ownCache();
});

afterAll(async () => {
  cache[Symbol.dispose]();
  await server.stop();
});

type Pair = readonly [up: string, down: string];

const FIRST: Pair = [
  `CREATE TABLE IF NOT EXISTS t (id int CONSTRAINT t_pkey PRIMARY KEY, s text, n int);
   CREATE TABLE IF NOT EXISTS log (entry text)`,
  'DROP TABLE IF EXISTS t, log',
];

type Step = (version: number) => Pair;

/** Steps that add the column `c` to the older table, which later steps are about. */
const ADDED = {
  plain: () => ['ALTER TABLE t ADD COLUMN IF NOT EXISTS c text', 'ALTER TABLE t DROP COLUMN IF EXISTS c'],
  withDefault: () => [
    "ALTER TABLE t ADD COLUMN IF NOT EXISTS c text DEFAULT 'seven'",
    'ALTER TABLE t DROP COLUMN IF EXISTS c',
  ],
  unguarded: () => ['ALTER TABLE t ADD COLUMN c text', 'ALTER TABLE t DROP COLUMN c'],
  filled: () => [
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS c text; UPDATE t SET c = s WHERE c IS NULL',
    'ALTER TABLE t DROP COLUMN IF EXISTS c',
  ],
} satisfies Record<string, Step>;

const STEPS = {
  repeatedUpdate: () => ["UPDATE t SET c = c || '!'", 'SELECT 1'],
  emptiedByDown: (i) => [
    `CREATE INDEX IF NOT EXISTS t_${i} ON t (c)`,
    `DROP INDEX IF EXISTS t_${i}; UPDATE t SET c = NULL`,
  ],
  unique: (i) => [`CREATE UNIQUE INDEX IF NOT EXISTS t_${i} ON t (c)`, `DROP INDEX IF EXISTS t_${i}`],
  required: () => ['ALTER TABLE t ALTER COLUMN c SET NOT NULL', 'ALTER TABLE t ALTER COLUMN c DROP NOT NULL'],
  deletedByValue: () => ["DELETE FROM t WHERE c = 'old'", 'SELECT 1'],
  copied: () => ["INSERT INTO log SELECT c FROM t WHERE c = 'filtered'", 'SELECT 1'],
  counted: () => ['UPDATE t SET n = n + 1 WHERE n IS NOT NULL', 'UPDATE t SET n = n - 1 WHERE n IS NOT NULL'],
  filled: () => ["UPDATE t SET s = 'none' WHERE s IS NULL", 'SELECT 1'],
  indexed: (i) => [`CREATE INDEX IF NOT EXISTS t_s_${i} ON t (s)`, `DROP INDEX IF EXISTS t_s_${i}`],
  unnamed: (i) => [`CREATE INDEX ON t (s, n, id, (${i}))`, 'SELECT 1'],
  left: (i) => [`CREATE TABLE IF NOT EXISTS u${i} (n int)`, 'SELECT 1'],
  replaced: (i) => [
    'ALTER TABLE t DROP COLUMN IF EXISTS n; ALTER TABLE t ADD COLUMN n int',
    `COMMENT ON TABLE t IS 'v${i}'`,
  ],
} satisfies Record<string, Step>;

/** Only at the end, since no later step finds the column. */
const dropped: Step = () => ['ALTER TABLE t DROP COLUMN IF EXISTS c', 'ALTER TABLE t ADD COLUMN IF NOT EXISTS c text'];

function chainOf(...steps: Step[]): Pair[] {
  return [FIRST, ...steps.map((step, index) => step(index + 2))];
}

const CHAIN = fc
  .tuple(
    fc.constantFrom<Step>(...Object.values(ADDED)),
    fc.constantFrom<Step>(...Object.values(STEPS)),
    fc.constantFrom<Step>(...Object.values(STEPS), dropped),
  )
  .map((steps) => chainOf(...steps));

function filesOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(([up, down], index) => [
      [`${index + 1}_step.up.sql`, `BEGIN; ${up}; END;`],
      [`${index + 1}_step.down.sql`, `BEGIN; ${down}; END;`],
    ]),
  );
}

/** Version, axis and status, with the codes found there. */
function linesOf(migrations: readonly MigrationVerdict[]): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.map((axis) => {
      const { status, findings } = verdicts[axis];
      return `${version} ${axis} ${status} ${findings.map(({ code }) => code).join(' ')}`.trimEnd();
    }),
  );
}

/** The verdicts on the whole chain, and those that differ from them, by the part that was verified. */
async function compare(pairs: readonly Pair[]): Promise<{ whole: string[]; differences: string[] }> {
  await using folder = await migrationsFolder(filesOf(pairs));
  const content = await readContent({ migrations: folder.path });
  const verify = async (options: VerifyOptions): Promise<string[]> =>
    linesOf((await verifyOn(server, content, options)).migrations);
  const whole = await verify({});
  const parts: [string, string[]][] = [];
  for (let version = 2n; version <= BigInt(pairs.length); version += 1n) {
    parts.push([`--only ${version}`, await verify({ only: [version] })]);
  }
  parts.push(['--from 3', await verify({ from: 3n })]);
  await verifyMigrations({ migrations: folder.path, to: BigInt(pairs.length - 1) });
  const cached = await verifyMigrations({ migrations: folder.path });
  parts.push([`the cache (${cached.cached})`, linesOf(cached.migrations)]);
  const differences = parts.flatMap(([part, lines]) =>
    lines.filter((line) => !whole.includes(line)).map((line) => `${part}: ${line}`),
  );
  return { whole, differences };
}

/** Chains whose defects show only on values in the column that was added before. */
const DEFECTS: readonly [name: string, pairs: Pair[], found: string[]][] = [
  [
    'a repeated UPDATE and a down that empties',
    chainOf(ADDED.plain, STEPS.repeatedUpdate, STEPS.emptiedByDown),
    [
      '3 idempotent fail second-up-changes',
      '3 dataPreserved warn up-destroys-rows',
      '4 dataPreserved fail down-loses-rows',
    ],
  ],
  [
    'a unique index and a drop',
    chainOf(ADDED.withDefault, STEPS.unique, dropped),
    ['3 applies warn up-fails', '4 reversible fail down-differs', '4 dataPreserved warn up-destroys-rows'],
  ],
  [
    'values that the files name',
    chainOf(ADDED.filled, STEPS.deletedByValue, STEPS.required),
    ['3 idempotent fail second-up-destroys-rows', '3 dataPreserved warn up-destroys-rows', '4 applies fail up-fails'],
  ],
];

test.each(DEFECTS)('%s: the same verdicts for a part of the chain, and from the cache', async (_, pairs, found) => {
  const { whole, differences } = await compare(pairs);
  expect(whole.filter((line) => !/ (?:pass|skipped)$/.test(line))).toEqual(found);
  expect(differences).toEqual([]);
});

/** Each seed is a chain; ELEMENTALDB_FUZZ_RUNS sets how many there are, 0 by default. */
const SEEDS = Array.from(
  { length: Number(process.env['ELEMENTALDB_FUZZ_RUNS'] ?? 0) },
  () => fc.sample(fc.nat(), 1)[0] ?? 0,
);

test.each(SEEDS)(
  'a part of the chain of seed %i, and the cache, give the verdicts of the whole chain',
  async (seed) => {
    const [pairs = []] = fc.sample(CHAIN, { seed, numRuns: 1 });
    const { differences } = await compare(pairs);
    expect(differences, JSON.stringify(pairs, null, 2)).toEqual([]);
  },
);
