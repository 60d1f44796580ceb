import { expect, test } from 'vitest';

import { openFileRunner } from '../../../src/verify/sandbox/file-runner.ts';
import { scratchDatabase } from '../../database.ts';

const SETTING = "SELECT pg_catalog.current_setting('app.tenant', true)";

test.for<[how: string, definition: string, call: string]>([
  ['by set_config', "LANGUAGE sql AS $$ SELECT set_config('app.tenant', 'x', false) $$", 'SELECT f()'],
  [
    'by set_config under another name',
    `LANGUAGE sql AS $$ SELECT U&"set\\005Fconfig"('app.tenant', 'x', false) $$`,
    'SELECT f()',
  ],
  ['by SET in PL/pgSQL', 'LANGUAGE plpgsql AS $$ BEGIN SET app.tenant = 1; RETURN NULL; END $$', 'SELECT f()'],
  ['by a comment in the SET', 'LANGUAGE plpgsql AS $$ BEGIN SET/**/app.tenant = 1; RETURN NULL; END $$', 'SELECT f()'],
  ['by EXECUTE', `LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SE' || 'T app.tenant = 1'; RETURN NULL; END $$`, 'SELECT f()'],
  ['by its SET clause', 'LANGUAGE sql SET app.tenant = 1 AS $$ SELECT NULL::text $$', 'SELECT f()'],
  ['and goes', "LANGUAGE sql AS $$ SELECT set_config('app.tenant', 'x', false) $$", 'SELECT f(); DROP FUNCTION f()'],
])('what a called function sets is gone for the next file: %s', async ([, definition, call]) => {
  await using database = await scratchDatabase('runner');
  const runner = openFileRunner(database.url);
  try {
    await runner.run(`CREATE FUNCTION f() RETURNS text ${definition}`);
    expect((await runner.run(call)).ok).toBe(true);
    expect(await runner.ask(SETTING)).toBeNull();
  } finally {
    await runner.disconnect();
  }
});

test('a function that was there before is known', async () => {
  await using database = await scratchDatabase('runner');
  await database.client.query(
    `CREATE TABLE t (n int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN PERFORM set_config('app.tenant', 'x', false); RETURN NEW; END $$;
     CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`,
  );
  const runner = openFileRunner(database.url);
  try {
    await runner.run('INSERT INTO t VALUES (1)');
    expect(await runner.ask(SETTING)).toBeNull();
  } finally {
    await runner.disconnect();
  }
});

test('the connection is kept where nothing lasts', async () => {
  await using database = await scratchDatabase('runner');
  const runner = openFileRunner(database.url);
  const pid = async () => runner.ask('SELECT pg_catalog.pg_backend_pid()');
  try {
    const first = await pid();
    for (const sql of [
      'CREATE TEMP TABLE t (n int); SET search_path TO pg_temp; LISTEN c; SELECT pg_advisory_lock(1)',
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN UPDATE x SET n = 1; RETURN 1; END $$',
      'DO $$ BEGIN IF true THEN CREATE TABLE u (n int); END IF; END $$; INSERT INTO u VALUES (1)',
    ]) {
      expect((await runner.run(sql)).ok).toBe(true);
    }
    expect(await pid()).toBe(first);
    await runner.run('PREPARE p AS SELECT 1');
    expect(await pid()).not.toBe(first);
  } finally {
    await runner.disconnect();
  }
});
