import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { applyClientData, type ClientDataResult } from '../../../src/migrations/client-data/apply-client-data.ts';
import { type ScratchDatabase, scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

const EMPTY_PATH = `SELECT pg_catalog.set_config('search_path', '', false);\n`;

async function load({ url }: ScratchDatabase, content: string): Promise<ClientDataResult> {
  await using folder = await migrationsFolder({ 'data.sql': content });
  return await applyClientData(url, join(folder.path, 'data.sql')); // The folder goes with this scope.
}

test('a function that needs a search_path is named, with what to write', async () => {
  await using database = await scratchDatabase();
  await database.client.query(
    `CREATE FUNCTION nm(t text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
     CREATE FUNCTION nm2(t text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN nm($1); END';
     CREATE TABLE fx (t text); CREATE INDEX ON fx (nm2(t))`,
  );
  const dump = `${EMPTY_PATH}COPY public.fx (t) FROM stdin;\nA\n\\.\n`;
  await expect(load(database, dump)).rejects.toMatchObject({
    sqlstate: '42883',
    hint: expect.stringContaining('ALTER FUNCTION public.nm2(text) SET search_path = public, pg_temp'),
  });
  await database.client.query('ALTER FUNCTION public.nm2(text) SET search_path = public, pg_temp');
  expect((await load(database, dump)).rows).toBe(1);
});

test('a missing table is no matter of the search_path', async () => {
  await using database = await scratchDatabase();
  await expect(load(database, 'INSERT INTO public.nowhere VALUES (1);')).rejects.toMatchObject({
    hint: expect.stringContaining('with the same migrations'),
  });
});

test('a function that misses something is no matter of the search_path where the file leaves it alone', async () => {
  await using database = await scratchDatabase();
  await database.client.query(
    `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT n FROM gone); END'`,
  );
  for (const [before, hint] of [
    ['', 'with the same migrations'],
    [EMPTY_PATH, 'empties the search_path'],
    [`SET search_path = '';\n`, 'empties the search_path'],
  ] as const) {
    await expect(load(database, `${before}SELECT public.f();`)).rejects.toMatchObject({
      sqlstate: '42P01',
      hint: expect.stringContaining(hint),
    });
  }
});

test('a view that the file refreshes before its last rows is refreshed again', async () => {
  await using database = await scratchDatabase();
  await database.client.query('CREATE TABLE t (n int); CREATE MATERIALIZED VIEW copy AS SELECT n FROM t');
  for (const last of ['INSERT INTO public.t VALUES (2);', 'COPY public.t (n) FROM stdin;\n3\n\\.\n']) {
    await load(database, `INSERT INTO public.t VALUES (1);\nREFRESH MATERIALIZED VIEW public.copy;\n${last}`);
    const { rows } = await database.client.query(
      'SELECT (SELECT count(*) FROM copy) = (SELECT count(*) FROM t) AS same',
    );
    expect(rows).toEqual([{ same: true }]);
  }
});

test('materialized views are refreshed in order, unless they hold nothing or the file has done it', async () => {
  await using database = await scratchDatabase();
  await database.client.query(
    `CREATE TABLE t (n int); CREATE TABLE other (n int);
     CREATE MATERIALIZED VIEW zz AS SELECT n FROM t; CREATE VIEW between_them AS SELECT n + 1 AS n FROM zz;
     CREATE MATERIALIZED VIEW aa AS SELECT n + 1 AS n FROM between_them;
     CREATE MATERIALIZED VIEW unfilled AS SELECT n FROM t WITH NO DATA;
     CREATE MATERIALIZED VIEW untouched AS SELECT random() AS n FROM (SELECT count(*) FROM other) o;
     CREATE MATERIALIZED VIEW by_the_file AS SELECT random() AS n FROM (SELECT count(*) FROM t) o`,
  );
  const before = (await database.client.query('SELECT n FROM untouched')).rows;
  const { notes } = await load(
    database,
    `${EMPTY_PATH}INSERT INTO public.t VALUES (1);\n-- By hand\nREFRESH MATERIALIZED VIEW public.by_the_file;\nCREATE TABLE public.seen AS SELECT n FROM public.by_the_file;`,
  );
  expect(notes).toEqual([]);
  expect((await database.client.query('SELECT n FROM zz UNION ALL SELECT n FROM aa')).rows).toEqual([
    { n: 1 },
    { n: 3 },
  ]);
  expect((await database.client.query('SELECT n FROM untouched')).rows).toEqual(before);
  expect((await database.client.query('SELECT n FROM by_the_file')).rows).toEqual(
    (await database.client.query('SELECT n FROM seen')).rows,
  );
  await expect(database.client.query('SELECT n FROM unfilled')).rejects.toMatchObject({ code: '55000' });
});

test('a materialized view that cannot be refreshed is named as stale, and the rows are loaded', async () => {
  await using database = await scratchDatabase();
  await database.client.query(`CREATE TABLE t (n int); CREATE MATERIALIZED VIEW inverse AS SELECT 1 / n AS n FROM t`);
  const { notes, rows } = await load(database, 'INSERT INTO public.t VALUES (0);');
  expect(rows).toBe(1);
  expect(notes).toEqual([
    expect.stringMatching(/^the materialized view "public"."inverse" is stale: .*division by zero/),
  ]);
});

test('a folder of pg_dump -Fd is no script', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(1));
  const dump = join(folder.path, 'dump');
  await mkdir(dump);
  await writeFile(join(dump, 'toc.dat'), 'PGDMP');
  const refusal = {
    code: 'DUMP_NOT_A_SCRIPT',
    message: expect.stringContaining('is a folder'),
    hint: expect.stringContaining('--format=plain'),
  };
  await expect(applyClientData(database.url, dump)).rejects.toMatchObject(refusal);
  await expect(readContent({ migrations: folder.path, clientData: dump })).rejects.toMatchObject(refusal);
});
