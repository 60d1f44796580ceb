import { assert, expect } from 'vitest';

import { shardOfJson, verifyReportJson } from '../../../src/report/verify-json.ts';
import type { ShardResult } from '../../../src/verify/report/verdict.ts';
import { mergeShards, verifyMigrations, type VerifyMigrationsOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder, type MigrationsFolder } from '../../migrations/migrations-folder.ts';

type Pair = readonly [up: string, down: string];

export const TABLE: Pair = ['CREATE TABLE IF NOT EXISTS a (n int, s text)', 'DROP TABLE IF EXISTS a'];
export const NOT_IDEMPOTENT: Pair = ['CREATE INDEX a_n ON a (n)', 'DROP INDEX IF EXISTS a_n'];
export const NOT_REVERSED: Pair = ['CREATE TABLE IF NOT EXISTS b (n int)', '-- forgotten'];
export const WAIVED: Pair = [
  '-- elementaldb:allow second-up-changes: counted on purpose\nUPDATE a SET n = n + 1',
  'SELECT 1',
];
export const LOSES: Pair = ['ALTER TABLE a DROP COLUMN IF EXISTS s', 'ALTER TABLE a ADD COLUMN IF NOT EXISTS s text'];
export const LEAVES_A_SETTING: Pair = ["SET search_path = 'public'; SET TIME ZONE 'Asia/Tokyo'", 'SELECT 1'];
export const DEPENDS_ON_IT: Pair = [
  "ALTER TABLE a ADD COLUMN IF NOT EXISTS t timestamptz DEFAULT '2024-01-01 00:00'",
  'ALTER TABLE a DROP COLUMN IF EXISTS t',
];
export const FAILS: Pair = ['SELECT * FROM nowhere', 'SELECT 1'];

/** A type that nobody knows values of, until a later file inserts one. */
export const TYPE_WITHOUT_VALUES: readonly Pair[] = [
  [
    `DO $$ BEGIN
       IF to_regtype('myid') IS NULL THEN
         CREATE TYPE myid;
         CREATE FUNCTION myid_in(cstring) RETURNS myid LANGUAGE internal IMMUTABLE STRICT AS 'uuid_in';
         CREATE FUNCTION myid_out(myid) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'uuid_out';
         CREATE TYPE myid (INPUT = myid_in, OUTPUT = myid_out, LIKE = uuid);
       END IF;
     END $$;
     CREATE TABLE IF NOT EXISTS g (id bigint PRIMARY KEY, v myid NOT NULL);
     CREATE TABLE IF NOT EXISTS h (id bigint PRIMARY KEY, v myid)`,
    'DROP TABLE IF EXISTS g; DROP TABLE IF EXISTS h; DROP TYPE IF EXISTS myid CASCADE',
  ],
  [
    "INSERT INTO h VALUES (1, '7f3b0c1e-0000-4000-8000-000000000001') ON CONFLICT DO NOTHING",
    'DELETE FROM h WHERE id = 1',
  ],
  ['CREATE TABLE IF NOT EXISTS y (id bigint PRIMARY KEY)', 'DROP TABLE IF EXISTS y'],
  ['DELETE FROM g', 'SELECT 1'],
];

export async function folderOf(...pairs: readonly Pair[]): Promise<MigrationsFolder> {
  return migrationsFolder(
    Object.fromEntries(
      pairs.flatMap(([up, down], index) => [
        [`${index + 1}_step.up.sql`, up],
        [`${index + 1}_step.down.sql`, down],
      ]),
    ),
  );
}

/** The reports of all shards, as they come out of the files that `verify --json` prints. */
export async function shardsOf(options: VerifyMigrationsOptions, of: number): Promise<ShardResult[]> {
  const shards: ShardResult[] = [];
  for (let number = 1; number <= of; number += 1) {
    const report = await verifyMigrations({ ...options, cache: false, shard: { number, of } });
    const printed: unknown = JSON.parse(JSON.stringify(verifyReportJson(report)));
    const shard = shardOfJson(printed);
    assert(shard !== undefined);
    shards.push(shard);
  }
  return shards;
}

/** Fails unless shards and workers give the report of one run; returns the codes of its findings. */
export async function expectSameReport(pairs: readonly Pair[], of: number): Promise<string[]> {
  await using folder = await folderOf(...pairs);
  const options: VerifyMigrationsOptions = { migrations: folder.path, clientData: 'none' };
  const whole = verifyReportJson(await verifyMigrations({ ...options, cache: false }));
  const shards = await shardsOf(options, of);
  // In any order.
  expect(JSON.stringify(verifyReportJson(await mergeShards(shards.toReversed(), options)))).toBe(JSON.stringify(whole));
  const workers = await verifyMigrations({ ...options, cache: false, workers: 2 });
  expect(JSON.stringify(verifyReportJson(workers))).toBe(JSON.stringify(whole));
  return whole.migrations.flatMap(({ version, verdicts }) =>
    Object.values(verdicts).flatMap(({ findings }) => findings.map(({ code }) => `${version} ${code}`)),
  );
}
