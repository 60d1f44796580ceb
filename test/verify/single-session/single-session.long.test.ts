import { expect, test } from 'vitest';

import { sessions, SETS, MAKES, useServer } from './one-session.ts';

useServer();

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

test('so is the effect of a custom parameter', async () => {
  const sets = `SELECT set_config('app.name', 'x', false)`;
  const makes = `DO $$ BEGIN IF current_setting('app.name', true) = 'x' THEN CREATE TABLE IF NOT EXISTS t (); END IF; END $$`;
  const ups = [sets, makes, 'DROP TABLE IF EXISTS t'];
  expect(await sessions(ups)).toEqual(['1 pass', '2 fail', '3 skipped']);
});
