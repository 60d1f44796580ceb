import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn, type VerifyOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** The single-session verdicts of pairs `1_step`, `2_step`, … */
async function sessions(ups: string[], options: VerifyOptions = {}): Promise<string[]> {
  await using folder = await migrationsFolder(
    Object.fromEntries(ups.map((up, index) => [`${index + 1}_step.up.sql`, up])),
  );
  const content = await readContent({ migrations: folder.path });
  const { migrations } = await verifyOn(server, content, { populated: false, ...options });
  return migrations.map(({ version, verdicts }) => `${version} ${verdicts.sessionIndependent.status}`);
}

const SETS = 'CREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public';
const MAKES = 'CREATE TABLE IF NOT EXISTS t (n int)';

test('an insert of the current time does not hide what a later file does', async () => {
  const seed = 'CREATE TABLE IF NOT EXISTS seed AS SELECT clock_timestamp() AS at';
  expect(await sessions([seed, SETS, MAKES])).toEqual(['1 pass', '2 pass', '3 fail']);
});

test('the effect of a replayed file is not attributed to a later one', async () => {
  expect(await sessions([SETS, MAKES, 'SELECT 1'], { only: [3n] })).toEqual(['3 skipped']);
});

test('a selected file is at fault among replayed ones', async () => {
  expect(await sessions([SETS, MAKES, 'SELECT 1'], { only: [2n, 3n] })).toEqual(['2 fail', '3 skipped']);
});

test('a file is checked although the last up fails', async () => {
  const only = [2n, 4n];
  expect(await sessions([SETS, MAKES, 'SELECT 1', 'SELECT nonsense'], { only })).toEqual(['2 fail', '4 skipped']);
});

test("golang-migrate's table exists when the files run", async () => {
  const grants = 'GRANT SELECT ON schema_migrations TO PUBLIC; CREATE TABLE IF NOT EXISTS g ()';
  expect(await sessions([grants, SETS, MAKES])).toEqual(['1 pass', '2 pass', '3 fail']);
});

test('an object that a later file drops is found where it was created', async () => {
  const takes = 'DROP TABLE IF EXISTS s.t; DROP TABLE IF EXISTS public.t';
  expect(await sessions([SETS, MAKES, takes])).toEqual(['1 pass', '2 fail', '3 skipped']);
});

test('so is the effect of a custom parameter', async () => {
  const sets = `SELECT set_config('app.name', 'x', false)`;
  const makes = `DO $$ BEGIN IF current_setting('app.name', true) = 'x' THEN CREATE TABLE IF NOT EXISTS t (); END IF; END $$`;
  const ups = [sets, makes, 'DROP TABLE IF EXISTS t'];
  expect(await sessions(ups)).toEqual(['1 pass', '2 fail', '3 skipped']);
});

test('where golang-migrate cannot write its table, the first file that causes it is at fault', async () => {
  const ups = ['SELECT 1', 'SET ROLE pg_monitor', 'SELECT 2'];
  expect(await sessions(ups)).toEqual(['1 pass', '2 fail', '3 skipped']);
});

test('settings with their default values leave nothing in the session', async () => {
  expect(await sessions(['SET standard_conforming_strings = on; RESET ROLE', MAKES])).toEqual(['1 pass', '2 pass']);
});
