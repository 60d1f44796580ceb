/** The tables that the cases are about. */
export const BASE = `
CREATE TABLE site (id bigint PRIMARY KEY, name varchar(20), note text, area integer, price numeric(10,2), at timestamp);
CREATE TABLE meter (id bigint PRIMARY KEY, site_id bigint, serial text);
CREATE INDEX meter_serial ON meter (serial);
CREATE DOMAIN watt AS integer CHECK (VALUE >= 0);
CREATE TYPE fuel AS ENUM ('gas', 'oil');
INSERT INTO site SELECT n, 'a', 'b', n, n, now() FROM generate_series(1, 100) n;
INSERT INTO meter SELECT n, n, 'a' FROM generate_series(1, 100) n;`;

/** Ups, each by itself. What is true of them the server says. */
export const CASES = [
  'CREATE TABLE tariff (id bigint PRIMARY KEY);',
  'CREATE TABLE IF NOT EXISTS tariff (id bigint PRIMARY KEY);',
  'ALTER TABLE site ADD COLUMN x integer;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer DEFAULT 5;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x uuid DEFAULT gen_random_uuid();',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x bigserial;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x watt;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer GENERATED ALWAYS AS (area * 2) STORED;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer GENERATED ALWAYS AS (area * 2) VIRTUAL;',
  'ALTER TABLE site ALTER COLUMN area TYPE bigint;',
  'ALTER TABLE site ALTER COLUMN name TYPE varchar(50);',
  'ALTER TABLE site ALTER COLUMN name TYPE varchar(10);',
  'ALTER TABLE site ALTER COLUMN name TYPE text;',
  'ALTER TABLE site ALTER COLUMN note TYPE varchar(50);',
  'ALTER TABLE site ALTER COLUMN price TYPE numeric(12,2);',
  'ALTER TABLE site ALTER COLUMN price TYPE numeric(12,4);',
  'ALTER TABLE site ALTER COLUMN at TYPE timestamptz;',
  'ALTER TABLE site ALTER COLUMN area SET NOT NULL;',
  'ALTER TABLE site ALTER COLUMN area SET DEFAULT 5;',
  'ALTER TABLE site ADD CONSTRAINT area_positive CHECK (area > 0);',
  'ALTER TABLE site DROP CONSTRAINT IF EXISTS c; ALTER TABLE site ADD CONSTRAINT c CHECK (area > 0);',
  'ALTER TABLE meter ADD FOREIGN KEY (site_id) REFERENCES site (id);',
  'ALTER TABLE meter ADD CONSTRAINT f FOREIGN KEY (site_id) REFERENCES site (id) NOT VALID;',
  'ALTER TABLE site ADD CONSTRAINT n NOT NULL area;',
  'CREATE INDEX site_area ON site (area);',
  'CREATE INDEX IF NOT EXISTS site_area ON site (area);',
  'CREATE INDEX ON site (area);',
  'DROP INDEX meter_serial;',
  'DROP INDEX IF EXISTS meter_serial;',
  'ALTER TABLE meter RENAME COLUMN serial TO number;',
  'ALTER TABLE meter DROP COLUMN serial;',
  'ALTER TABLE meter DROP COLUMN IF EXISTS serial;',
  "ALTER TYPE fuel ADD VALUE 'sun';",
  "ALTER TYPE fuel ADD VALUE IF NOT EXISTS 'sun';",
  "DO $$ BEGIN EXECUTE 'ALTER TABLE site ALTER COLUMN area TYPE bigint'; END $$;",
  'DO $$ BEGIN ALTER TABLE site ALTER COLUMN area TYPE bigint; END $$;',
  'ALTER TABLE site SET UNLOGGED;',
  'CREATE VIEW names AS SELECT name FROM site;',
  'CREATE OR REPLACE VIEW names AS SELECT name FROM site;',
  'BEGIN; CREATE TABLE tariff (id bigint PRIMARY KEY); COMMIT;',
  'INSERT INTO meter (id) VALUES (1000);',
  'INSERT INTO meter (id) VALUES (1000) ON CONFLICT DO NOTHING;',
];
