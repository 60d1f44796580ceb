import { expect, test } from 'vitest';

import { sessions, SETS, MAKES, useServer } from './one-session.ts';

useServer();

test('an insert of the current time does not hide what a later file does', async () => {
  const seed = 'CREATE TABLE IF NOT EXISTS seed AS SELECT clock_timestamp() AS at';
  expect(await sessions([seed, SETS, MAKES])).toEqual(['1 pass', '2 pass', '3 fail']);
});

test('an object that a later file drops is found where it was created', async () => {
  const takes = 'DROP TABLE IF EXISTS s.t; DROP TABLE IF EXISTS public.t';
  expect(await sessions([SETS, MAKES, takes])).toEqual(['1 pass', '2 fail', '3 skipped']);
});

test('where golang-migrate cannot write its table, the first file that causes it is at fault', async () => {
  const ups = ['SELECT 1', 'SET ROLE pg_monitor', 'SELECT 2'];
  expect(await sessions(ups)).toEqual(['1 pass', '2 fail', '3 skipped']);
});

test('what a trigger sets at a plain insert is found by the next file', async () => {
  const trigger =
    'CREATE SCHEMA IF NOT EXISTS s; CREATE TABLE IF NOT EXISTS u (n int); CREATE OR REPLACE FUNCTION sets() RETURNS trigger ' +
    "LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('search_path', 's, public', false); RETURN NEW; END $$; " +
    'CREATE OR REPLACE TRIGGER sets BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION sets()';
  const insert = 'INSERT INTO u SELECT 1 WHERE NOT EXISTS (SELECT FROM u)';
  const takes = 'DROP TABLE IF EXISTS s.t; DROP TABLE IF EXISTS public.t';
  expect(await sessions(['SELECT 1', trigger, insert, MAKES, takes])).toEqual([
    '1 pass',
    '2 pass',
    '3 pass',
    '4 fail',
    '5 skipped',
  ]);
});

test('settings with their default values leave nothing in the session', async () => {
  expect(await sessions(['SET standard_conforming_strings = on; RESET ROLE', MAKES])).toEqual(['1 pass', '2 pass']);
});

test('what a default does at a plain insert is found and counts for the next file, too', async () => {
  const calls = `set_config('search_path', 's, public', false)`;
  const table = `CREATE SCHEMA IF NOT EXISTS s; CREATE TABLE IF NOT EXISTS u (n int, was text DEFAULT ${calls})`;
  const insert = 'INSERT INTO u (n) SELECT 1 WHERE NOT EXISTS (SELECT FROM u)';
  const takes = 'DROP TABLE IF EXISTS s.t; DROP TABLE IF EXISTS public.t';
  expect(await sessions(['SELECT 1', table, 'SELECT 2', insert, MAKES, takes])).toEqual([
    '1 pass',
    '2 pass',
    '3 pass',
    '4 pass',
    '5 fail',
    '6 skipped',
  ]);
});
