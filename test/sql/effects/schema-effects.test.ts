import { expect, test } from 'vitest';

import { parseScript } from '../../../src/sql/statement/script.ts';
import { schemaEffects } from '../../../src/sql/effects/schema-effects.ts';

test('what statements create, drop and rename', async () => {
  const sql = `
    CREATE TABLE IF NOT EXISTS s.a (i int); CREATE TEMP TABLE gone (i int); CREATE INDEX i ON s.a (i); CREATE INDEX ON s.a (i);
    ALTER TABLE a ADD COLUMN c int, DROP COLUMN d, ADD CONSTRAINT k CHECK (c > 0);
    CREATE TYPE t AS ENUM ('x'); DROP TYPE u; DROP FUNCTION s.f(int); CREATE SCHEMA n; DROP SCHEMA o CASCADE;
    CREATE TEMP VIEW tv AS SELECT 1; CREATE TEMP SEQUENCE ts; CREATE INDEX ti ON gone (i); ALTER TABLE gone ADD j int;
    CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE pg_temp.g (i int);
    ALTER TABLE s.a RENAME TO b; ALTER TABLE b RENAME COLUMN c TO e; CREATE VIEW v AS SELECT 1; DROP TABLE x, y;
    ALTER TABLE y SET SCHEMA z; ALTER TABLE s.b ADD CONSTRAINT u UNIQUE USING INDEX i; SET search_path = z; DROP TYPE t`;
  const effects = schemaEffects((await parseScript(sql)).statements);
  expect(
    effects.map(({ change, object: { kind, name, table } }) =>
      [change, kind, [...(kind === 'column' ? (table ?? []) : []), ...name].join('.')].join(' '),
    ),
  ).toEqual([
    'create relation s.a',
    'create relation s.i',
    'create column a.c',
    'drop column a.d',
    'create constraint k',
    'create type t',
    'drop type u',
    'drop function s.f',
    'create schema n',
    'drop schema o',
    'drop relation s.a',
    'create relation s.b',
    'drop column b.c',
    'create column b.e',
    'create relation v',
    'drop relation x',
    'drop relation y',
    'drop relation y',
    'create relation z.y',
    'drop relation s.i',
    'create constraint u',
    'drop type z.t',
  ]);
});
