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
  CREATE TABLE energy.pairs (a smallint, b smallint, PRIMARY KEY (a, b));
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
  ['CREATE TABLE energy.x (a int, PRIMARY KEY (a, a));', true],
  ['ALTER TABLE energy.meter ADD CONSTRAINT u UNIQUE (serial, serial);', true],
  ['CREATE INDEX i ON energy.meter (serial, serial);', false],
  ['ALTER TABLE energy.meter ADD CONSTRAINT f FOREIGN KEY (n, n) REFERENCES energy.pairs (a, b);', false],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY energy.totals;', true],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY energy.counts;', false],
  ['REFRESH MATERIALIZED VIEW energy.totals;', false],
  ['ALTER TABLE energy.site DROP COLUMN name;', true],
  ['ALTER TABLE energy.site DROP COLUMN name CASCADE;', false],
  ['ALTER TABLE energy.site DROP COLUMN area;', false],
  ['ALTER TABLE energy.meter DROP COLUMN site_id;', true],
  ['DROP TABLE energy.site;', true],
  ['DROP VIEW energy.names; DROP TABLE energy.site;', false],
  [
    `CREATE SCHEMA other; CREATE TABLE other.site (name text); DROP VIEW energy.names;
     CREATE VIEW energy.names AS SELECT name FROM other.site; DROP TABLE energy.site;`,
    false,
  ],
  [
    `CREATE TABLE energy.old (v int); CREATE SCHEMA api; CREATE VIEW api.old AS SELECT id FROM energy.meter;
     DROP TABLE energy.old;`,
    false,
  ],
  [
    `CREATE TABLE energy.old (v int); CREATE VIEW energy.v AS WITH old AS (SELECT 1 AS v) SELECT v FROM old;
     DROP TABLE energy.old;`,
    false,
  ],
  [
    `CREATE VIEW energy.v AS SELECT area AS code FROM energy.site ORDER BY code;
     ALTER TABLE energy.site DROP COLUMN code;`,
    false,
  ],
  [
    `CREATE ROLE gone; CREATE TABLE energy.old (v int); CREATE VIEW energy.v AS SELECT v FROM energy.old;
     ALTER VIEW energy.v OWNER TO gone; DROP OWNED BY gone; DROP TABLE energy.old;`,
    false,
  ],
  ['UPDATE pg_index SET indisvalid = true WHERE false;', false],
  ['ALTER INDEX energy.meter_pkey SET (fillfactor = 70);', false],
  ['ALTER TABLE energy.meter ADD CONSTRAINT own UNIQUE (n); ALTER INDEX energy.own SET (fillfactor = 70);', false],
  ['ALTER SEQUENCE energy.meter_id_seq SET LOGGED;', false],
  ['ALTER TABLE energy.site ADD COLUMN n serial; ALTER TABLE energy.site_n_seq OWNER TO CURRENT_USER;', false],
  ['CREATE TYPE energy.span AS RANGE (subtype = float8); CREATE TABLE x (s energy.span_multirange);', false],
  ['CREATE TYPE span AS RANGE (subtype = float8, multirange_type_name = spans); CREATE TABLE x (s spans);', false],
  ['CREATE TYPE span AS RANGE (subtype = float8); CREATE TABLE x (s span_multirange);', false],
  [
    `CREATE TABLE energy.a (v int); CREATE TABLE energy.b (v int); ALTER TABLE energy.b INHERIT energy.a;
     ALTER TABLE energy.a ADD COLUMN w int; CREATE INDEX ON energy.b (w);`,
    false,
  ],
  [
    `CREATE TABLE energy.part_24 PARTITION OF energy.part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
     ALTER TABLE energy.part ADD COLUMN w int; ALTER TABLE energy.part DETACH PARTITION energy.part_24;
     CREATE INDEX ON energy.part_24 (w);`,
    false,
  ],
  [
    `ALTER MATERIALIZED VIEW energy.counts RENAME TO numbers;
     REFRESH MATERIALIZED VIEW CONCURRENTLY energy.numbers;`,
    false,
  ],
  ...[
    "INSERT INTO energy.site (id, name) SELECT '12345678-0000-0000-0000-000000000000', energy.make();",
    'PERFORM',
    'x :=',
  ].map(
    (call) =>
      [
        `CREATE FUNCTION energy.make() RETURNS text LANGUAGE plpgsql AS 'BEGIN CREATE TABLE energy.made (a int); RETURN 1; END';
         ${call.endsWith(';') ? call : `DO $$ DECLARE x text; BEGIN ${call} energy.make(); END $$;`}
         INSERT INTO energy.made (a) VALUES (1);`,
        false,
      ] as const,
  ),
  ['CREATE SCHEMA other CREATE TABLE own (a int); CREATE TABLE other.more (a int); DROP TABLE other.own;', false],
  ['ALTER TABLE energy.names RENAME TO titles; ALTER TABLE energy.titles OWNER TO CURRENT_USER;', false],
  ['ALTER TABLE energy.names RENAME TO titles; DROP VIEW energy.titles; DROP TABLE energy.site;', false],
  ['ALTER TABLE energy.counts_n RENAME TO own; ALTER INDEX energy.own SET (fillfactor = 70);', false],
  [
    `ALTER INDEX energy.meter_serial_key RENAME TO own;
     INSERT INTO energy.meter (serial) VALUES ('a') ON CONFLICT ON CONSTRAINT own DO NOTHING;`,
    false,
  ],
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
