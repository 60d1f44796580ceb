import { describe, expect, test } from 'vitest';

import { sessionEffect } from '../../../src/sql/effects/session-effects.ts';

describe('a script leaves', () => {
  test.for([
    'CREATE TABLE t (n int DEFAULT f()); COMMENT ON TABLE t IS $$SET app.x = 1$$',
    'BEGIN; CREATE VIEW v AS SELECT 1; COMMIT',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN n := 1; RETURN n; END $$',
    '',
  ])('nothing: %s', async (sql) => {
    expect(await sessionEffect(sql)).toBe('nothing');
  });

  test.for([
    'INSERT INTO t VALUES (1)',
    'CREATE TABLE t (n int); ALTER TABLE t ADD m int DEFAULT f(); CREATE INDEX ON t (g(n)); DELETE FROM t',
  ])('only what routines leave that it may call: %s', async (sql) => {
    expect(await sessionEffect(sql)).toBe('through-routines');
  });

  test.for([
    'CREATE TEMPORARY TABLE t (n int)',
    'CREATE TABLE pg_temp.t (n int)',
    'SET search_path TO a, b',
    'SET ROLE a',
    'SELECT f()',
    'INSERT INTO t SELECT pg_advisory_lock(1)',
    "UPDATE t SET x = query_to_xml('SET ROLE a', true, false, '')",
    'LISTEN c',
    'DO $$ BEGIN PERFORM f(); CREATE TABLE t (n int); END $$',
    "DO $$ BEGIN EXECUTE 'CREATE TABLE t (n int)'; END $$",
  ])('what emptying the session takes back: %s', async (sql) => {
    expect(await sessionEffect(sql)).toBe('until-reset');
  });

  test.for([
    'SET app.tenant = 1',
    'SET LOCAL app.tenant = 1',
    'SET /* a comment */ SESSION app . tenant = 1',
    "SELECT set_config('app.tenant', 'x', true)",
    `SELECT U&"set\\005Fconfig"('app.tenant', 'x', true)`,
    'PREPARE p AS SELECT 1',
    'DEALLOCATE ALL',
    'DISCARD ALL',
    "LOAD 'auto_explain'",
    'CREATE EXTENSION pg_trgm',
    "ALTER ROLE a SET work_mem = '1MB'",
    "ALTER DATABASE a SET work_mem = '1MB'",
    'ALTER SYSTEM SET work_mem = 1',
    'DO $$ BEGIN SET app.tenant = 1; END $$',
    "DO $$ BEGIN EXECUTE 'PREPARE p AS SELECT 1'; END $$",
    "DO $$ BEGIN EXECUTE format('SE%s app.tenant = 1', 'T'); END $$",
    'DO LANGUAGE plpython3u $$ plpy.execute("SET app.tenant = 1") $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SET app.tenant = 1 AS $$ SELECT 1 $$',
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT set_config('a.b', '', true) $$",
    'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN IF true THEN SET app.tenant = 1; END IF; END $$',
    "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'library'",
    'no SQL at all',
  ])('what lasts: %s', async (sql) => {
    expect(await sessionEffect(sql)).toBe('lasting');
  });
});
