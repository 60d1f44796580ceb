import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type MigrationVerdict } from '../../src/verify/report/verdict.ts';
import { verifyMigrations, verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';
import { ownCache, type OwnCache } from '../own-cache.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** So many migrations come first that the state after them is kept. */
const EARLIER = 14;

function table(n: number): readonly [up: string, down: string] {
  return [`CREATE TABLE IF NOT EXISTS t${n} (id int PRIMARY KEY, label text)`, `DROP TABLE IF EXISTS t${n}`];
}

/** Earlier migrations, of which some can be replaced, and then `pairs`. */
function filesOf(
  pairs: readonly (readonly [up: string, down: string])[],
  earlier: string | readonly string[] = [],
): Record<string, string> {
  const replaced = [earlier].flat().filter((up) => up !== '');
  const all = Array.from({ length: EARLIER }, (_, i) => {
    const up = replaced[i - 3];
    return up === undefined ? table(i) : [up, 'SELECT 1'];
  });
  return Object.fromEntries(
    [...all, ...pairs].flatMap(([up, down], i) => [
      [`${i + 1}_step.up.sql`, `${up};`],
      [`${i + 1}_step.down.sql`, `${down};`],
    ]),
  );
}

/** Axis and status of the last migration, with the codes found there. */
function lastOf(migrations: readonly MigrationVerdict[]): string[] {
  const last = migrations.at(-1);
  return AXES.map((axis) => {
    const { status, findings = [] } = last?.verdicts[axis] ?? {};
    return `${axis} ${status} ${findings.map(({ code }) => code).join(' ')}`.trimEnd();
  });
}

/** The data directories in the cache: that of an empty cluster, and those of states after migrations. */
function keptStates({ path }: OwnCache): number {
  return readdirSync(join(path, 'data')).filter((name) => name.endsWith('.tar')).length;
}

const CASES: readonly [
  name: string,
  pair: [up: string, down: string],
  earlier: string | readonly string[],
  found: string[],
][] = [
  ['a good pair', ['CREATE INDEX IF NOT EXISTS i ON t1 (label)', 'DROP INDEX IF EXISTS i'], '', []],
  [
    'a down that loses rows',
    ['COMMENT ON TABLE t1 IS $$x$$', 'COMMENT ON TABLE t1 IS NULL; DELETE FROM t1'],
    '',
    ['dataPreserved fail down-loses-rows'],
  ],
  [
    'an up that fails on rows',
    ['ALTER TABLE t1 ADD COLUMN IF NOT EXISTS n int NOT NULL', 'ALTER TABLE t1 DROP COLUMN IF EXISTS n'],
    '',
    ['applies fail up-fails'],
  ],
  [
    'what an earlier file leaves in the session',
    [
      `DO $$ BEGIN
         EXECUTE 'CREATE TABLE IF NOT EXISTS later' || coalesce(current_setting('app.mode', true), '') || ' (n int)';
       END $$`,
      'DROP TABLE IF EXISTS later, later_b',
    ],
    "SET app.mode = '_b'",
    ['sessionIndependent fail session-differs'],
  ],
  [
    'a statement that an earlier file prepares, too',
    ['PREPARE counted AS SELECT 1', 'SELECT 1'],
    'PREPARE counted AS SELECT 1',
    ['applies warn up-changes-nothing', 'sessionIndependent fail session-fails'],
  ],
  [
    'a custom parameter that an earlier file sets for its transaction, and that is known afterwards',
    [
      `DO $$ BEGIN
         EXECUTE format('CREATE TABLE IF NOT EXISTS later%s (n int)', current_setting('app.tenant', true) IS NULL);
       END $$`,
      'DROP TABLE IF EXISTS latert, laterf',
    ],
    "SELECT set_config('app.tenant', '1', true)",
    ['sessionIndependent fail session-differs'],
  ],
  [
    'a temporary function that an earlier file leaves and the last one looks for',
    [
      `DO $$ BEGIN
         EXECUTE format('CREATE TABLE IF NOT EXISTS later%s (n int)', to_regprocedure('pg_temp.one()') IS NULL);
       END $$`,
      'DROP TABLE IF EXISTS latert, laterf',
    ],
    "CREATE OR REPLACE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ['sessionIndependent fail session-differs'],
  ],
  [
    'a time limit that an earlier file leaves',
    [
      `DO $$ BEGIN
         EXECUTE format('CREATE TABLE IF NOT EXISTS later%s (n int)', current_setting('lock_timeout') = '0');
       END $$`,
      'DROP TABLE IF EXISTS latert, laterf',
    ],
    'SET lock_timeout = 5000',
    ['sessionIndependent fail session-differs'],
  ],
  [
    'a time limit that a file sets and a later one takes back',
    [
      `DO $$ BEGIN
         EXECUTE format('CREATE TABLE IF NOT EXISTS later%s (n int)', current_setting('lock_timeout') = '0');
       END $$`,
      'DROP TABLE IF EXISTS latert, laterf',
    ],
    ['SET lock_timeout = 5000', 'SET lock_timeout = 0'],
    [],
  ],
  [
    'rows with a value that the file compares, to which others refer',
    ["DELETE FROM t1 WHERE label = 'old'", 'SELECT 1'],
    'CREATE TABLE IF NOT EXISTS t4 (id int PRIMARY KEY, t1 int NOT NULL REFERENCES t1 (id))',
    ['idempotent fail second-up-destroys-rows', 'dataPreserved warn up-destroys-rows'],
  ],
  [
    'an earlier file that creates a role',
    ['GRANT SELECT ON t1 TO reader', 'REVOKE SELECT ON t1 FROM reader'],
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader; END IF; END $$`,
    [],
  ],
];

test.each(CASES)(
  '%s: the verdicts of the whole chain, from a state that is built and kept',
  async (_, pair, earlier, found) => {
    using cache = ownCache();
    await using folder = await migrationsFolder(filesOf([pair], earlier));
    const version = BigInt(EARLIER + 1);
    const whole = lastOf((await verifyOn(server, await readContent({ migrations: folder.path }))).migrations);
    expect(whole.filter((line) => !/ (?:pass|skipped)$/.test(line))).toEqual(found);

    const built = await verifyMigrations({ migrations: folder.path, only: [version] });
    expect(lastOf(built.migrations)).toEqual(whole);
    expect(keptStates(cache)).toBe(2);

    // Another down is another migration, before which everything is as it was.
    await folder.write({ [`${version}_step.down.sql`]: `${pair[1]}; SELECT 1;` });
    const kept = await verifyMigrations({ migrations: folder.path, only: [version] });
    expect(kept.cached).toBe(0);
    expect(lastOf(kept.migrations)).toEqual(whole);
    expect(keptStates(cache)).toBe(2);
  },
);

test('no state is kept or used without the cache', async () => {
  using cache = ownCache();
  await using folder = await migrationsFolder(filesOf([['SELECT 1', 'SELECT 1']]));
  await verifyMigrations({ migrations: folder.path, only: [BigInt(EARLIER + 1)], cache: false });
  expect(keptStates(cache)).toBe(1);
});
