import { afterAll, beforeAll, expect, test } from 'vitest';

import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { lintChain } from '../fixtures.ts';

const BASE = `
  CREATE SCHEMA energy;
  CREATE EXTENSION IF NOT EXISTS citext;
  CREATE TYPE energy.fuel AS ENUM ('gas', 'oil');
  CREATE TABLE energy.site (id uuid PRIMARY KEY, name text, area int, code citext);
  CREATE UNIQUE INDEX site_code ON energy.site (lower(name));
  CREATE UNIQUE INDEX site_area ON energy.site (area) WHERE area > 0;
  CREATE TABLE energy.meter (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site_id text, serial text UNIQUE, n smallint);
  CREATE TABLE energy.part (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE energy.gone (id int);
  DROP TABLE energy.gone;
  CREATE VIEW energy.names AS SELECT s.name FROM energy.site s;
  CREATE MATERIALIZED VIEW energy.totals AS SELECT site_id, count(*) AS n FROM energy.meter GROUP BY site_id;
  CREATE MATERIALIZED VIEW energy.counts AS SELECT count(*) AS n FROM energy.meter;
  CREATE UNIQUE INDEX counts_n ON energy.counts (n);`;

let database: ScratchDatabase;

beforeAll(async () => {
  database = await scratchDatabase();
  await database.client.query(BASE);
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const RULES = ['refused-by-server', 'drop-has-dependents'];

test.for([
  ['ALTER TABLE energy.metre ADD COLUMN x int;', true],
  ['ALTER TABLE IF EXISTS energy.metre ADD COLUMN x int;', false],
  ['ALTER TABLE energy.meter ALTER COLUMN kind SET NOT NULL;', true],
  ['ALTER TABLE energy.meter ADD COLUMN kind text, ADD CONSTRAINT k CHECK (kind <> serial);', false],
  ['ALTER TABLE energy.meter DROP COLUMN kind;', true],
  ['ALTER TABLE energy.meter DROP COLUMN IF EXISTS kind;', false],
  ['ALTER TABLE energy.meter RENAME COLUMN kind TO fuel;', true],
  ['ALTER TABLE energy.gone RENAME TO back;', true],
  ['CREATE INDEX i ON energy.meter (kind);', true],
  ['CREATE INDEX i ON energy.meter (lower(serial)) WHERE n > 0;', false],
  ['INSERT INTO energy.site (id, kind) VALUES (gen_random_uuid(), 1);', true],
  ['UPDATE energy.site SET kind = 1;', true],
  ['UPDATE energy.site SET name = NULL WHERE id IS NULL;', false],
  ['DELETE FROM energy.gone;', true],
  ['DROP TABLE energy.gone;', true],
  ['DROP TABLE IF EXISTS energy.gone;', false],
  ["COMMENT ON COLUMN energy.meter.kind IS 'x';", true],
  ["COMMENT ON COLUMN energy.names.name IS 'x';", false],
  ['CREATE TABLE energy.x (fuel energy.fuel, code citext, tags text[], span interval, at timestamptz(3));', false],
  ['CREATE TABLE energy.x (price currency);', true],
  ['CREATE TABLE energy.x (site energy.site);', false],
  ['CREATE TABLE energy.x (site_id uuid REFERENCES energy.sites (id));', true],
  ['CREATE TABLE energy.x (id int PRIMARY KEY, parent int REFERENCES energy.x (id));', false],
  ['CREATE TABLE energy.x (site_id text REFERENCES energy.site (id));', true],
  ['CREATE TABLE energy.x (site_id uuid REFERENCES energy.site);', false],
  ['CREATE TABLE energy.x (meter int REFERENCES energy.meter (id));', false],
  ['CREATE TABLE energy.x (serial varchar(9) REFERENCES energy.meter (serial));', false],
  ['CREATE TABLE energy.x (name text REFERENCES energy.site (name));', true],
  ['CREATE TABLE energy.x (area int REFERENCES energy.site (area));', true],
  ['ALTER TABLE energy.meter ADD CONSTRAINT f FOREIGN KEY (site_id) REFERENCES energy.site (id);', true],
  ['ALTER TABLE energy.meter ADD COLUMN s uuid REFERENCES energy.site (id);', false],
  ["INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT (serial) DO NOTHING;", false],
  ["INSERT INTO energy.meter (site_id) VALUES ('a') ON CONFLICT (site_id) DO NOTHING;", true],
  ["INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT (serial, n) DO NOTHING;", true],
  ["INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT ON CONSTRAINT meter_serial_key DO NOTHING;", false],
  ["INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT ON CONSTRAINT meter_key DO NOTHING;", true],
  ["INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT DO NOTHING;", false],
  ['INSERT INTO energy.site (id) VALUES (gen_random_uuid()) ON CONFLICT (lower(name)) DO NOTHING;', false],
  ['INSERT INTO energy.site (id) VALUES (gen_random_uuid()) ON CONFLICT (area) WHERE area > 0 DO NOTHING;', false],
  ['INSERT INTO energy.site (id) VALUES (gen_random_uuid()) ON CONFLICT (area) DO NOTHING;', true],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY energy.totals;', true],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY energy.counts;', false],
  ['REFRESH MATERIALIZED VIEW energy.totals;', false],
  ['ALTER TABLE energy.site DROP COLUMN name;', true],
  ['ALTER TABLE energy.site DROP COLUMN name CASCADE;', false],
  ['ALTER TABLE energy.site DROP COLUMN area;', false],
  ['ALTER TABLE energy.meter DROP COLUMN site_id;', true],
  ['DROP TABLE energy.site;', true],
  ['DROP VIEW energy.names; DROP TABLE energy.site;', false],
] as const)('%s: lint and the server agree that it is refused: %s', async ([sql, refused]) => {
  await database.client.query('BEGIN');
  const answer = await database.client.query(sql).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  await database.client.query('ROLLBACK');
  const { findings } = await lintChain([[BASE], [sql]], { only: RULES });
  const found = findings.filter(({ file }) => file.startsWith('000002')).map(({ what }) => what);
  expect({ server: answer !== undefined, lint: found.length > 0 }, `${answer ?? 'accepted'}; ${found.join()}`).toEqual({
    server: refused,
    lint: refused,
  });
});
