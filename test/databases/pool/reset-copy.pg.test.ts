import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'pg';
import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { own, HARMLESS, HARMFUL, stateOf, database, used, oidOf, fateOf, fresh } from './used-copies.ts';

own.startForFile();

test.each(HARMFUL)('after %s it is dropped', async (statement) => {
  expect((await used([statement])).fate).toBe('dropped');
});

test.each(HARMLESS)('after %s it is a spare, and as its template', async (statement) => {
  const { fate, url } = await used([statement]);
  expect(fate).toBe('spare');
  const [now, then] = [await stateOf(url), await fresh()];
  expect(diff(then.catalog, now.catalog)).toMatchObject({ grade: 'equal' });
  expect(now.sequences).toBe(then.sequences);
});

test('a database that was restored to a snapshot is dropped, since nothing tells that it was written to', async () => {
  const oid = await (async () => {
    await using db = await database();
    await db.sql`INSERT INTO site (name) VALUES ('zoo')`;
    await db.restore(await db.snapshot());
    return await oidOf(db);
  })();
  await eventually('it is dropped', async () => (await fateOf(oid)).fate === 'dropped');
  expect((await fateOf(oid)).fate).toBe('dropped');
});

test('after VACUUM of rows in a table that was empty it is dropped: the planner would be told of them', async () => {
  expect((await used(['INSERT INTO scratch SELECT generate_series(1, 900)', 'VACUUM scratch'])).fate).toBe('dropped');
});

test('a copy of the empty database is used again too', async () => {
  expect((await used(['SELECT 1'], 'empty')).fate).toBe('spare');
});

test('where a database counts nothing it is dropped', async () => {
  const uncounted = defineTemplate(
    'uncounted',
    ({ sql }) =>
      sql`CREATE TABLE site ()`.then(
        () => sql`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET track_counts = off', current_database()); END $$`,
      ),
    { from: 'empty' },
  );
  expect((await used(['INSERT INTO site DEFAULT VALUES'], uncounted)).fate).toBe('dropped');
});

test('where the sessions of some role count nothing it is dropped', async () => {
  await withConnection(own.server.description.url, async (client) => {
    await client.query('CREATE ROLE uncounted; ALTER ROLE uncounted SET track_counts = off');
    const { fate } = await used(['SET ROLE uncounted']);
    await client.query('DROP ROLE uncounted');
    expect(fate).toBe('dropped');
  });
  expect((await used(['SELECT 1'])).fate).toBe('spare');
});

test('who still has the URL of a test that has ended writes into no other', async () => {
  const { oid, url } = await (async () => {
    await using db = await database();
    return { oid: await oidOf(db), url: db.url };
  })();
  await eventually('it is a spare', async () => (await fateOf(oid)).fate === 'spare');
  await expect(withConnection(url, (client) => client.query('SELECT 1'))).rejects.toMatchObject({
    message: expect.stringContaining('does not exist'),
  });
});

test('a pool that a test has forgotten, and that keeps coming back, writes into no other', async () => {
  const seen: unknown[] = [];
  for (let round = 0; round < 12; round += 1) {
    const db = await database();
    seen.push((await db.sql`SELECT count(*)::int AS n FROM scratch`)[0]?.['n']);
    const app = new Pool({ connectionString: db.url });
    app.on('error', () => undefined);
    const writing = Array.from({ length: 4 }, async (_, index) => {
      await sleep(index * 4);
      await app.query('INSERT INTO scratch VALUES (1)').catch(() => undefined);
    });
    await db[Symbol.asyncDispose]();
    await Promise.all(writing);
    await app.end();
  }
  expect(seen).toEqual(seen.map(() => 0));
});
