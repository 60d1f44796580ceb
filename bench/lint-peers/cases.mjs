/** The tables that the cases are about. */
export const BASE = `
CREATE TABLE site (id bigint PRIMARY KEY, name varchar(20), note text, area integer, price numeric(10,2), at timestamp);
CREATE TABLE meter (id bigint PRIMARY KEY, site_id bigint, serial text);
CREATE INDEX meter_serial ON meter (serial);
CREATE DOMAIN watt AS integer CHECK (VALUE >= 0);
CREATE TYPE fuel AS ENUM ('gas', 'oil');
CREATE DOMAIN plain AS integer;
CREATE TABLE tank (id bigint PRIMARY KEY, level integer, size integer, w plain, filled integer,
  half integer GENERATED ALWAYS AS (size / 2) STORED,
  CONSTRAINT tank_level CHECK (level IS NOT NULL), at date, during tstzrange);
INSERT INTO tank (id, level, size, w, filled) SELECT n, n, n, n, n FROM generate_series(1, 100) n;
ALTER TABLE tank ADD CONSTRAINT tank_size CHECK (size > 0) NOT VALID;
ALTER TABLE tank ADD CONSTRAINT tank_meter FOREIGN KEY (id) REFERENCES meter (id) NOT VALID;
CREATE UNIQUE INDEX tank_filled ON tank (filled);
CREATE TABLE reading (at date NOT NULL, kwh integer) PARTITION BY RANGE (at);
CREATE TABLE reading_rest PARTITION OF reading DEFAULT;
CREATE TABLE loose (at date NOT NULL, kwh integer);
CREATE MATERIALIZED VIEW totals AS SELECT site_id, count(*) AS n FROM meter GROUP BY site_id;
INSERT INTO reading SELECT '2024-01-01', n FROM generate_series(1, 100) n;
INSERT INTO loose SELECT '2025-06-01', n FROM generate_series(1, 100) n;
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
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x timestamptz DEFAULT now();',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x timestamptz DEFAULT clock_timestamp();',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x bigint GENERATED ALWAYS AS IDENTITY;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer NOT NULL DEFAULT 5;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer CHECK (x > 0);',
  'ALTER TABLE meter ADD COLUMN IF NOT EXISTS x bigint REFERENCES site (id);',
  'ALTER TABLE meter ADD COLUMN IF NOT EXISTS x bigint DEFAULT 1 REFERENCES site (id);',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x integer UNIQUE;',
  'ALTER TABLE site ADD COLUMN IF NOT EXISTS x plain;',
  'ALTER TABLE tank ALTER COLUMN level SET NOT NULL;',
  'ALTER TABLE tank ALTER COLUMN half SET EXPRESSION AS (size / 4);',
  'ALTER TABLE tank ALTER COLUMN filled TYPE integer;',
  'ALTER TABLE tank ALTER COLUMN level TYPE text USING level::text;',
  'ALTER TABLE tank ALTER COLUMN w TYPE bigint;',
  'ALTER TABLE tank ALTER COLUMN w TYPE watt;',
  'ALTER TABLE tank VALIDATE CONSTRAINT tank_size;',
  'ALTER TABLE tank VALIDATE CONSTRAINT tank_meter;',
  'ALTER TABLE tank ADD CONSTRAINT u UNIQUE USING INDEX tank_filled;',
  'ALTER TABLE tank DROP CONSTRAINT IF EXISTS u; ALTER TABLE tank ADD CONSTRAINT u UNIQUE (size);',
  'ALTER TABLE tank ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&);',
  'ALTER TABLE tank DROP CONSTRAINT IF EXISTS tank_pkey; ALTER TABLE tank ADD PRIMARY KEY (id);',
  'ALTER TABLE tank ADD CONSTRAINT c CHECK (size < 1000) NOT VALID; ALTER TABLE tank VALIDATE CONSTRAINT c;',
  'ALTER DOMAIN plain ADD CONSTRAINT p CHECK (VALUE < 1000);',
  'ALTER DOMAIN plain ADD CONSTRAINT p CHECK (VALUE < 1000) NOT VALID;',
  'ALTER DOMAIN plain SET NOT NULL;',
  "ALTER TABLE reading ATTACH PARTITION loose FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
  "CREATE TABLE IF NOT EXISTS reading_25 PARTITION OF reading FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS site_area ON site (area);',
  'CREATE UNIQUE INDEX IF NOT EXISTS site_area ON site (area);',
  'REINDEX TABLE site;',
  'CLUSTER site USING site_pkey;',
  'REFRESH MATERIALIZED VIEW totals;',
  'CREATE TABLE IF NOT EXISTS copied AS SELECT * FROM site;',
  'UPDATE site SET area = 1 WHERE area IS NULL;',
  'LOCK TABLE site IN SHARE MODE; UPDATE site SET area = 1 WHERE area IS NULL;',
  'INSERT INTO meter (id) VALUES (1000);',
  'INSERT INTO meter (id) VALUES (1000) ON CONFLICT DO NOTHING;',
];
