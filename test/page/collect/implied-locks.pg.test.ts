import type { Client } from 'pg';
import { expect, test } from 'vitest';

import { LOCK_MODES } from '../../../src/lint/locks/statement-locks.ts';
import { collectPage } from '../../../src/page/collect/collect-page.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

const BASE = `
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TABLE site (id bigint PRIMARY KEY);
  CREATE TABLE meter (id bigint PRIMARY KEY, site_id bigint REFERENCES site, feels mood);
  CREATE TABLE bill (id bigint PRIMARY KEY, meter_id bigint REFERENCES meter);
  CREATE TABLE reading (at date NOT NULL, v int) PARTITION BY RANGE (at);
  CREATE TABLE reading_24 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE "reading 25" PARTITION OF reading FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE reading_rest PARTITION OF reading DEFAULT;
  CREATE TABLE parent (n int);
  CREATE TABLE child () INHERITS (parent);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER meter_touch BEFORE INSERT ON meter FOR EACH ROW EXECUTE FUNCTION touch();`;

const STEPS = [
  'ALTER TABLE reading ADD COLUMN new int;',
  'ALTER TABLE reading ALTER v TYPE bigint;',
  'CREATE INDEX reading_at ON reading (at);',
  'ALTER TABLE parent ADD COLUMN new int;',
  'ALTER TABLE ONLY parent ALTER n SET DEFAULT 1;',
  'ALTER TABLE meter RENAME COLUMN id TO meter_id; ALTER TABLE meter DROP COLUMN feels;',
  'TRUNCATE site CASCADE;',
  'ALTER TABLE site DROP CONSTRAINT site_pkey CASCADE;',
  'ALTER TABLE bill ADD COLUMN feels mood; DROP TYPE mood CASCADE;',
  'DROP FUNCTION touch() CASCADE;',
  'DROP TABLE meter CASCADE;',
  'DROP TABLE parent CASCADE;',
  'DROP TABLE reading_24;',
  'DROP TABLE reading;',
];

/** The strongest lock of this transaction on each table that was there before, without those of reading. */
const HELD = `SELECT t.name AS object, array_agg(l.mode) AS modes FROM tables_before t JOIN pg_locks l ON l.relation = t.oid
  WHERE l.pid = pg_backend_pid() AND l.mode NOT IN ('AccessShareLock', 'RowShareLock') GROUP BY t.name`;

async function heldBy(client: Client, sql: string): Promise<Record<string, string>> {
  await client.query(`CREATE TEMPORARY TABLE tables_before AS SELECT oid, format('%I.%I', 'public', relname) AS name
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`);
  await client.query('BEGIN');
  await client.query(sql);
  const { rows } = await client.query<{ object: string; modes: string[] }>(HELD);
  await client.query('COMMIT');
  await client.query('DROP TABLE tables_before');
  return Object.fromEntries(rows.map(({ object, modes }) => [object, strongest(modes.map(modeOf))]));
}

/** `AccessExclusiveLock` as `ACCESS EXCLUSIVE`. */
function modeOf(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replaceAll(/\B[A-Z]/g, ' $&')
    .toUpperCase();
}

function strongest(modes: readonly string[]): string {
  return LOCK_MODES.findLast((mode) => modes.includes(mode)) ?? '';
}

test('partitions, children and what CASCADE reaches are locked as on the server', async () => {
  await using folder = await migrationsFolder(
    Object.fromEntries([BASE, ...STEPS].map((sql, i) => [`${i + 1}_step.up.sql`, sql])),
  );
  const options = { verify: { migrations: folder.path }, lint: {}, verdicts: false };
  const { migrations } = await collectPage(options, () => undefined);
  await using database = await scratchDatabase();
  await database.client.query(BASE);
  for (const [i, sql] of STEPS.entries()) {
    const held = await heldBy(database.client, sql);
    const objects = new Set(migrations[i + 1]?.locks.map(({ object }) => object));
    const shown = [...objects].map((object) => [
      object,
      strongest(migrations[i + 1]?.locks.flatMap((lock) => (lock.object === object ? [lock.mode] : [])) ?? []),
    ]);
    expect.soft(Object.fromEntries(shown), sql).toEqual(held);
  }
});
