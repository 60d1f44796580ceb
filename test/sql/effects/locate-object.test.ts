import { expect, test } from 'vitest';

import { objectLocator } from '../../../src/sql/effects/locate-object.ts';
import { parseScript } from '../../../src/sql/statement/script.ts';

/** The line of the statement that is found; each statement of the samples stands on its own. */
async function lineOf(sql: string, kind: string, name: string): Promise<number | undefined> {
  const { statements, positionOf } = await parseScript(sql);
  const found = objectLocator(statements)({ kind, name });
  return found && positionOf(found.start).line;
}

const METERS = `CREATE TABLE s.other (a int);
CREATE TABLE meter (id serial PRIMARY KEY, site text UNIQUE CHECK (site <> ''), "A b" int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE public.reading (id int NOT NULL, meter int REFERENCES meter, CONSTRAINT named CHECK (id > 0), UNIQUE (id, meter));
CREATE INDEX ON reading (meter);
CREATE UNIQUE INDEX by_site ON meter (lower(site)) INCLUDE (id);
ALTER TABLE meter ADD COLUMN note text NOT NULL, ADD CHECK (note <> site);
ALTER TABLE reading ADD FOREIGN KEY (id) REFERENCES meter;
CREATE VIEW list AS SELECT id FROM meter;`;

test.for([
  ['table', 'public.meter', 2],
  ['table', 's.other', 1],
  ['table', 'public.reading', 3],
  ['column', 'public.meter.site', 2],
  ['column', 'public.meter."A b"', 2],
  ['column', 'public.meter.note', 6],
  ['sequence', 'public.meter_id_seq', 2],
  ['sequence', 'public."meter_A b_seq"', 2],
  ['constraint', 'public.meter.meter_pkey', 2],
  ['index', 'public.meter_pkey', 2],
  ['constraint', 'public.meter.meter_id_not_null', 2],
  ['constraint', 'public.meter.meter_site_key', 2],
  ['index', 'public.meter_site_key', 2],
  ['constraint', 'public.meter.meter_site_check', 2],
  ['constraint', 'public.meter.meter_site_check1', 2],
  ['constraint', 'public.meter.meter_note_not_null', 6],
  ['constraint', 'public.meter.meter_check', 6],
  ['constraint', 'public.reading.reading_meter_fkey', 3],
  ['constraint', 'public.reading.reading_id_fkey', 7],
  ['constraint', 'public.reading.reading_id_meter_key', 3],
  ['constraint', 'public.reading.named', 3],
  ['index', 'public.reading_meter_idx', 4],
  ['index', 'public.by_site', 5],
  ['view', 'public.list', 8],
  ['column', 'public.list.id', 8],
  ['constraint', 'public.reading.of_another_name', 7],
  ['table', 'public.nowhere', undefined],
] as const)('%s %s is of line %s', async ([kind, name, line]) => {
  expect(await lineOf(METERS, kind, name)).toBe(line);
});

const OTHERS = `CREATE SCHEMA s;
CREATE TYPE fuel AS ENUM ('gas');
ALTER TYPE fuel ADD VALUE 'oil';
CREATE DOMAIN d AS int;
ALTER DOMAIN d ADD CONSTRAINT positive CHECK (VALUE > 0);
CREATE TYPE s.pair AS (a int, b int);
CREATE FUNCTION f(x int, OUT y int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(x varchar(5)) RETURNS text LANGUAGE sql AS 'SELECT x';
CREATE FUNCTION f(x fuel[]) RETURNS text LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS '';
CREATE TRIGGER touch BEFORE UPDATE ON meter FOR EACH ROW EXECUTE FUNCTION g();
CREATE POLICY own ON meter USING (true);
CREATE RULE r AS ON DELETE TO meter DO INSTEAD NOTHING;
CREATE EXTENSION pg_trgm;
CREATE SEQUENCE counter;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE STATISTICS st ON a, b FROM meter;
CREATE PUBLICATION pub FOR TABLE meter;
CREATE CAST (s.pair AS text) WITH INOUT;
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE COLLATION c (provider = icu, locale = 'und');
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION g();
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
ALTER DATABASE x SET work_mem = 1000;
CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE ft (a int) SERVER srv;
CREATE TABLE whole (LIKE meter INCLUDING ALL);
COPY whole FROM '/dev/null';`;

test.for([
  ['schema', 's', 1],
  ['enum', 'public.fuel', 3],
  ['domain', 'public.d', 5],
  ['constraint', 'public.d.positive', 5],
  ['composite type', 's.pair', 6],
  ['attribute', 's.pair.b', 6],
  ['function', 'public.f(integer)', 7],
  ['function', 'public.f(character varying)', 8],
  ['function', 'public.f(public.fuel[])', 9],
  ['function', 'public.f(bigint)', 9],
  ['procedure', 'public.p()', 10],
  ['trigger', 'public.meter.touch', 11],
  ['policy', 'public.meter.own', 12],
  ['rule', 'public.meter.r', 13],
  ['extension', 'pg_trgm', 14],
  ['sequence', 'public.counter', 15],
  ['materialized view', 'public.m', 16],
  ['statistics', 'public.st', 17],
  ['publication', 'pub', 18],
  ['published table', 'pub.public.meter', 18],
  ['cast', 's.pair AS text', 19],
  ['operator', 'public.===(integer,integer)', 20],
  ['collation', 'public.c', 21],
  ['event trigger', 'e', 22],
  ['default privileges', 'for role x in schema public on tables', 23],
  ['setting', 'work_mem in this database', 24],
  ['aggregate', 'public.total(integer)', 25],
  ['text search dictionary', 'public.dict', 26],
  ['foreign-data wrapper', 'w', 27],
  ['foreign server', 'srv', 28],
  ['foreign table', 'public.ft', 29],
  ['column', 'public.ft.a', 29],
  ['constraint', 'public.whole.whole_a_check', 30],
  ['rows', 'public.whole', 31],
] as const)('%s %s is of line %s', async ([kind, name, line]) => {
  expect(await lineOf(OTHERS, kind, name)).toBe(line);
});

test.for([
  ['ALTER TABLE meter ALTER site SET NOT NULL', 'column', 'public.meter.site'],
  ['ALTER TABLE meter ALTER site SET NOT NULL', 'constraint', 'public.meter.meter_site_not_null'],
  ['ALTER TABLE meter DROP site', 'column', 'public.meter.site'],
  ['ALTER TABLE meter DROP CONSTRAINT k', 'constraint', 'public.meter.k'],
  ['ALTER TABLE meter DROP CONSTRAINT k', 'index', 'public.k'],
  ['ALTER TABLE meter VALIDATE CONSTRAINT k', 'constraint', 'public.meter.k'],
  ['ALTER TABLE meter ALTER CONSTRAINT k DEFERRABLE', 'constraint', 'public.meter.k'],
  ['ALTER TABLE meter ADD CONSTRAINT k UNIQUE USING INDEX i', 'constraint', 'public.meter.k'],
  ['ALTER TABLE meter RENAME CONSTRAINT a TO k', 'constraint', 'public.meter.k'],
  ['ALTER TABLE meter RENAME COLUMN a TO k', 'column', 'public.meter.k'],
  ['ALTER TABLE meter RENAME COLUMN a TO k', 'column', 'public.meter.a'],
  ['ALTER TABLE old RENAME TO meter', 'table', 'public.meter'],
  ['ALTER TABLE old RENAME TO meter', 'table', 'public.old'],
  ['ALTER TABLE old RENAME TO meter', 'column', 'public.meter.a'],
  ['ALTER INDEX i RENAME TO j', 'index', 'public.j'],
  ['ALTER TYPE fuel RENAME TO energy', 'enum', 'public.energy'],
  ['ALTER FUNCTION f(int) RENAME TO g', 'function', 'public.g(integer)'],
  ['ALTER SCHEMA s RENAME TO z', 'schema', 'z'],
  ['ALTER TABLE meter SET SCHEMA s', 'table', 's.meter'],
  ['ALTER TABLE meter SET SCHEMA s', 'table', 'public.meter'],
  ['ALTER TABLE meter DISABLE TRIGGER touch', 'trigger', 'public.meter.touch'],
  ['ALTER TABLE meter ENABLE ROW LEVEL SECURITY', 'table', 'public.meter'],
  ['ALTER TABLE meter REPLICA IDENTITY USING INDEX i', 'index', 'public.i'],
  ['ALTER TABLE p ATTACH PARTITION meter DEFAULT', 'table', 'public.meter'],
  ['ALTER TABLE meter DISABLE TRIGGER ALL', 'internal trigger', 'public.meter.k."RI_FKey_check_ins"'],
  ['ALTER FUNCTION f(int) STABLE', 'function', 'public.f(integer)'],
  ['ALTER POLICY own ON meter USING (false)', 'policy', 'public.meter.own'],
  ['ALTER SEQUENCE counter CYCLE', 'sequence', 'public.counter'],
  [`COMMENT ON TABLE meter IS 'x'`, 'table', 'public.meter'],
  [`COMMENT ON COLUMN meter.site IS 'x'`, 'column', 'public.meter.site'],
  [`COMMENT ON CONSTRAINT k ON meter IS 'x'`, 'constraint', 'public.meter.k'],
  [`COMMENT ON CONSTRAINT k ON DOMAIN d IS 'x'`, 'constraint', 'public.d.k'],
  [`COMMENT ON FUNCTION f(int) IS 'x'`, 'function', 'public.f(integer)'],
  [`COMMENT ON TYPE public.fuel IS 'x'`, 'enum', 'public.fuel'],
  ['GRANT SELECT ON meter TO PUBLIC', 'table', 'public.meter'],
  ['GRANT SELECT (site) ON meter TO PUBLIC', 'column', 'public.meter.site'],
  ['REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC', 'table', 'public.meter'],
  ['GRANT EXECUTE ON FUNCTION f(int) TO PUBLIC', 'function', 'public.f(integer)'],
  ['REVOKE USAGE ON TYPE meter FROM PUBLIC', 'row type', 'public.meter'],
  ['REVOKE EXECUTE ON FUNCTION pg_rotate_logfile() FROM x', 'privileges', 'function pg_rotate_logfile()'],
  ['DROP TABLE meter', 'table', 'public.meter'],
  ['DROP TABLE meter', 'column', 'public.meter.site'],
  ['DROP TRIGGER touch ON meter', 'trigger', 'public.meter.touch'],
  ['DROP FUNCTION f(int)', 'function', 'public.f(integer)'],
  ['DROP FUNCTION f', 'function', 'public.f(integer)'],
  ['DROP TYPE fuel', 'enum', 'public.fuel'],
  ['DROP SCHEMA s CASCADE', 'schema', 's'],
  ['DROP CAST (s.pair AS text)', 'cast', 's.pair AS text'],
  ['INSERT INTO meter VALUES (1)', 'rows', 'public.meter'],
  ['WITH x AS (DELETE FROM meter RETURNING *) SELECT * FROM x', 'rows', 'public.meter'],
  ['UPDATE ONLY public.meter SET a = 1', 'rows', 'public.meter'],
  ['MERGE INTO meter m USING u ON true WHEN MATCHED THEN DELETE', 'rows', 'public.meter'],
  ['TRUNCATE a, meter', 'rows', 'public.meter'],
  ['ALTER TABLE meter ALTER reading TYPE int USING 1', 'rows', 'public.meter'],
  [`DO $$ BEGIN ALTER TABLE meter ADD IF NOT EXISTS site text; END $$`, 'column', 'public.meter.site'],
  [`DO $$ BEGIN EXECUTE 'CREATE TABLE "Meter" ()'; END $$`, 'table', 'public."Meter"'],
  [`SELECT make('fuel')`, 'enum', 'public.fuel'],
  ['CREATE SCHEMA t CREATE TABLE inner_table (a int)', 'table', 't.inner_table'],
  ['CREATE TABLE catalog.public.meter (a int)', 'table', 'public.meter'],
] as const)('%s: %s %s', async ([statement, kind, name]) => {
  expect(await lineOf(`SELECT 1;\n${statement};\nSELECT 2`, kind, name)).toBe(2);
});

test('the last statement counts', async () => {
  const sql = 'CREATE TABLE t (a int);\nALTER TABLE t ADD b int;\nALTER TABLE t OWNER TO x;\nDROP TABLE t;\nSELECT 1';
  expect(await lineOf(sql, 'table', 'public.t')).toBe(4);
  expect(await lineOf(sql, 'column', 'public.t.b')).toBe(2);
  expect(await lineOf(sql, 'column', 'public.t.a')).toBe(1);
});

test('a column that is added does not stand for its table', async () => {
  expect(await lineOf('CREATE TABLE t (a int);\nALTER TABLE t ADD b int', 'table', 'public.t')).toBe(1);
});

test('names without a schema are looked for on the search path', async () => {
  const table = 'CREATE TABLE t (a int)';
  expect(await lineOf(`CREATE TABLE energy.t ();\n${table}`, 'table', 'energy.t')).toBe(1);
  expect(await lineOf(`SET search_path TO energy, public;\n${table}`, 'table', 'energy.t')).toBe(2);
  expect(await lineOf(`SET search_path TO energy;\nCREATE TABLE other.t ();\n${table}`, 'table', 'energy.t')).toBe(3);
  expect(await lineOf(`SELECT set_config('search_path', 'energy', false);\n${table}`, 'table', 'energy.t')).toBe(2);
});

test('what only a comment mentions is not found', async () => {
  expect(await lineOf('SELECT /* t */ 1 -- t', 'table', 'public.t')).toBeUndefined();
});
