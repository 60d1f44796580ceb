import { expect, test } from 'vitest';

import { loadClientData, type LoadPlan } from '../../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../../own-state.ts';
import { column, psql, sourceDatabase, withoutPsql } from '../source-database.ts';

useOwnState();

const SCHEMA = 'CREATE TABLE t (id int PRIMARY KEY, name text); CREATE TABLE loose (n int, at timestamptz);';
const ROWS = `INSERT INTO t VALUES (1, 'one'); INSERT INTO loose VALUES (NULL, '2026-01-01')`;

test('rows that are there already are refused, by a key and without one, and nothing is loaded', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const { file } = await source.dump();
  await using target = await source.migrated();
  const plans: LoadPlan[] = [];
  await loadClientData(target.url, file, { onPlan: (plan) => void plans.push(plan) });
  expect(plans).toEqual([{ database: target.name, databaseVersion: 1n, fileVersion: 1n, tables: 2, rows: 2 }]);
  await expect(loadClientData(target.url, file, { besideRows: true })).rejects.toMatchObject({
    code: 'ROWS_COLLIDE',
    message: expect.stringContaining('public.loose'),
  });
  await target.client.query('DELETE FROM loose');
  await expect(loadClientData(target.url, file, { besideRows: true })).rejects.toMatchObject({
    code: 'ROWS_COLLIDE',
    message: expect.stringContaining('Key (id)=(1) already exists'),
  });
  expect(await column(target, 'SELECT count(*) FROM loose')).toEqual(['0']);
});

test('a database with other rows is refused unless asked for; rows of the migrations are no other ones', async () => {
  await using source = await sourceDatabase(
    `${SCHEMA} CREATE TABLE kind (id int PRIMARY KEY); INSERT INTO kind VALUES (1);`,
    `${ROWS}; INSERT INTO kind VALUES (2)`,
  );
  const { file } = await source.dump();
  await using target = await source.migrated();
  await target.client.query(`INSERT INTO t VALUES (2, 'of production')`);
  await expect(loadClientData(target.url, file)).rejects.toMatchObject({
    code: 'ROWS_PRESENT',
    message: expect.stringMatching(/has rows in public\.t$/),
    hint: expect.stringContaining('--beside-rows'),
  });
  expect(await column(target, 'SELECT id FROM kind')).toEqual(['1']);
  await loadClientData(target.url, file, { besideRows: true });
  expect(await column(target, 'SELECT id FROM t ORDER BY id')).toEqual(['1', '2']);
  expect(await column(target, 'SELECT id FROM kind ORDER BY id')).toEqual(['1', '2']);
});

test('a database of another version is refused unless asked for, and a dirty one always', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const { file } = await source.dump();
  await using target = await source.migrated();
  await target.client.query('UPDATE schema_migrations SET version = 2');
  await expect(loadClientData(target.url, file)).rejects.toMatchObject({
    code: 'TARGET_VERSION_DIFFERS',
    message: expect.stringContaining('it is for version 1, the database is at version 2'),
    hint: expect.stringContaining('--any-version'),
  });
  await target.client.query('UPDATE schema_migrations SET dirty = true');
  await expect(loadClientData(target.url, file, { anyVersion: true })).rejects.toMatchObject({ code: 'TARGET_DIRTY' });
  expect(await column(target, 'SELECT count(*) FROM t')).toEqual(['0']);
  await target.client.query('UPDATE schema_migrations SET dirty = false');
  await loadClientData(target.url, file, { anyVersion: true });
  expect(await column(target, 'SELECT count(*) FROM t')).toEqual(['1']);
});

test.skipIf(withoutPsql() !== undefined)('sequences move forwards only, by our loader and by psql', async () => {
  await using source = await sourceDatabase(
    'CREATE SEQUENCE up; CREATE SEQUENCE down INCREMENT -1; CREATE SEQUENCE unused; CREATE SEQUENCE same;',
    `SELECT setval('up', 50), setval('down', -50), setval('same', 1)`,
  );
  const { file } = await source.dump();
  const values = `SELECT concat_ws(' ', nextval('up'), nextval('down'), nextval('unused'), nextval('same'))`;
  await using fresh = await source.migrated();
  await loadClientData(fresh.url, file);
  expect(await column(fresh, values)).toEqual(['51 -51 1 2']);
  await using ahead = await source.migrated();
  await ahead.client.query(`SELECT setval('up', 80), setval('down', -80), setval('unused', 9)`);
  psql(ahead.url, file);
  expect(await column(ahead, values)).toEqual(['81 -81 10 2']);
});
