import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type MigrationVerdict } from '../../src/verify/report/verdict.ts';
import { verifyMigrations, verifyOn, type VerifyOptions } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

let server: PostgresServer;
let cache: string;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'elementaldb-test-parts-'));
  chmodSync(cache, 0o755);
  ({ server } = await startServer());
  vi.stubEnv('ELEMENTALDB_CACHE', cache);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  rmSync(cache, { recursive: true, force: true });
});

type Pair = readonly [up: string, down: string];

const FIRST: Pair = [
  `CREATE TABLE IF NOT EXISTS t (id int CONSTRAINT t_pkey PRIMARY KEY, s text, n int);
   CREATE TABLE IF NOT EXISTS log (entry text);
   INSERT INTO t VALUES (1, 'a', 1), (2, NULL, NULL) ON CONFLICT DO NOTHING`,
  'DROP TABLE IF EXISTS t, log',
];

/** Steps on the column `c<number>`, right ones and wrong ones. */
const STEPS: readonly ((number: number) => Pair)[] = [
  (i) => [`ALTER TABLE t ADD COLUMN IF NOT EXISTS c${i} text`, `ALTER TABLE t DROP COLUMN IF EXISTS c${i}`],
  (i) => [`ALTER TABLE t ADD COLUMN IF NOT EXISTS c${i} int DEFAULT 7`, `ALTER TABLE t DROP COLUMN IF EXISTS c${i}`],
  (i) => [`ALTER TABLE t ADD COLUMN c${i} int`, `ALTER TABLE t DROP COLUMN c${i}`],
  () => ['UPDATE t SET n = n + 1 WHERE n IS NOT NULL', 'UPDATE t SET n = n - 1 WHERE n IS NOT NULL'],
  () => ["UPDATE t SET s = 'none' WHERE s IS NULL", 'SELECT 1'],
  () => ["INSERT INTO log SELECT s FROM t WHERE s = 'filtered'", 'SELECT 1'],
  () => ["DELETE FROM t WHERE s = 'old'", 'SELECT 1'],
  () => ['ALTER TABLE t ALTER COLUMN s SET NOT NULL', 'ALTER TABLE t ALTER COLUMN s DROP NOT NULL'],
  (i) => [`CREATE INDEX IF NOT EXISTS t_s_${i} ON t (s)`, `DROP INDEX IF EXISTS t_s_${i}`],
  (i) => [`CREATE INDEX ON t (s, n, id, (${i}))`, 'SELECT 1'],
  (i) => [`CREATE TABLE IF NOT EXISTS u${i} (n int)`, 'SELECT 1'],
  (i) => [
    `ALTER TABLE t ADD COLUMN IF NOT EXISTS d${i} text; UPDATE t SET d${i} = s WHERE d${i} IS NULL`,
    `ALTER TABLE t DROP COLUMN IF EXISTS d${i}`,
  ],
  (i) => [`ALTER TABLE t DROP COLUMN IF EXISTS n; ALTER TABLE t ADD COLUMN n int`, `COMMENT ON TABLE t IS 'v${i}'`],
];

const CHAIN = fc
  .array(fc.nat({ max: STEPS.length - 1 }), { minLength: 3, maxLength: 3 })
  .map((steps) => [FIRST, ...steps.map((step, index) => STEPS[step]?.(index + 2) ?? FIRST)]);

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

/** The verdicts that differ from those on the whole chain, by the part that was verified. */
async function differences(pairs: readonly Pair[]): Promise<string[]> {
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
  return parts.flatMap(([part, lines]) =>
    lines.filter((line) => !whole.includes(line)).map((line) => `${part}: ${line}`),
  );
}

/** Each seed is a chain; ELEMENTALDB_FUZZ_RUNS adds as many of others. */
const SEEDS = [
  1,
  2,
  3,
  ...Array.from({ length: Number(process.env['ELEMENTALDB_FUZZ_RUNS'] ?? 0) }, () => fc.sample(fc.nat(), 1)[0] ?? 0),
];

test.each(SEEDS)(
  'a part of the chain of seed %i, and the cache, give the verdicts of the whole chain',
  async (seed) => {
    const [pairs = []] = fc.sample(CHAIN, { seed, numRuns: 1 });
    expect(await differences(pairs), JSON.stringify(pairs, null, 2)).toEqual([]);
  },
);
