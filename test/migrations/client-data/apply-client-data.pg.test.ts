import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import {
  applyClientData,
  type ClientDataProgress,
  type ClientDataResult,
} from '../../../src/migrations/client-data/apply-client-data.ts';
import { currentVersion } from '../../../src/migrations/runner/status.ts';
import { codeOf, messageOf } from '../../../src/support/errors.ts';
import { type ScratchDatabase, scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../migrations-folder.ts';

/** Tables that refer to each other in a circle, one that refers to itself, and the ledger. */
const SCHEMA = `
  CREATE TABLE client (id int PRIMARY KEY, name text, main_site int);
  CREATE TABLE site (id int PRIMARY KEY, client_id int NOT NULL REFERENCES client, note text);
  ALTER TABLE client ADD CONSTRAINT client_main_site FOREIGN KEY (main_site) REFERENCES site;
  CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
  CREATE SEQUENCE numbers;
  CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
  INSERT INTO schema_migrations VALUES (7, false);`;

/** What pg_dump 18 writes at the top, with a setting no server knows any more. */
const PREAMBLE = String.raw`--
-- PostgreSQL database dump
--

\restrict 1kCG

-- Dumped by pg_dump version 18.1

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_with_oids = false;

`;

const CIRCLE = String.raw`COPY public.client (id, name, main_site) FROM stdin;
1	it's; \\ ä	10
2	\N	\N
\.


COPY public.site (id, client_id, note) FROM stdin;
10	1	a\tb
\.


COPY public.tree (id, parent) FROM stdin;
1	2
2	1
\.


SELECT pg_catalog.setval('public.numbers', 42, true);


\unrestrict 1kCG

`;

/** Loads a text into a database with these tables. */
async function load(
  database: ScratchDatabase,
  content: string | Uint8Array,
  given: { name?: string; onProgress?: (progress: ClientDataProgress) => void; url?: string } = {},
): Promise<ClientDataResult> {
  await using folder = await migrationsFolder();
  const { name = 'data.sql', url = database.url, ...options } = given;
  const file = join(folder.path, name);
  await writeFile(file, content);
  return await applyClientData(url, file, options);
}

async function withTables(schema = SCHEMA): Promise<ScratchDatabase> {
  const database = await scratchDatabase();
  await database.client.query(schema);
  return database;
}

async function one(database: ScratchDatabase, sql: string): Promise<unknown> {
  const { rows } = await database.client.query<Record<string, unknown>>(sql);
  return Object.values(rows[0] ?? {})[0];
}

describe('output of pg_dump is loaded', () => {
  test('COPY blocks in any order, also with circular references', async () => {
    await using database = await withTables();
    const seen: ClientDataProgress[] = [];
    const result = await load(database, PREAMBLE + CIRCLE, { onProgress: (progress) => void seen.push(progress) });
    expect(result).toMatchObject({ rows: 5, bytes: Buffer.byteLength(PREAMBLE + CIRCLE) });
    expect(seen.at(-1)).toEqual({ bytesRead: result.bytes, bytesTotal: result.bytes, rows: 5 });
    expect(await one(database, 'SELECT name FROM client WHERE main_site = 10')).toBe(`it's; \\ ä`);
    expect(await one(database, 'SELECT note FROM site')).toBe('a\tb');
    expect(await one(database, 'SELECT last_value FROM numbers')).toBe('42');
    expect(result.notes).toContainEqual(expect.stringContaining('skipped SET default_with_oids'));
  });

  test('--inserts', async () => {
    await using database = await withTables();
    const rows = Array.from(
      { length: 3000 },
      (_, id) => `INSERT INTO public.client VALUES (${id}, '${'x'.repeat(200)};''', NULL);\n`,
    );
    const result = await load(
      database,
      `${PREAMBLE}${rows.join('')}INSERT INTO public.tree VALUES (1, 2), (2, 1) -- end`,
    );
    expect(result.rows).toBe(3002);
    expect(await one(database, 'SELECT count(*)::int FROM client')).toBe(3000);
  });

  test('compressed', async () => {
    await using database = await withTables();
    expect((await load(database, gzipSync(PREAMBLE + CIRCLE), { name: 'data.sql.gz' })).rows).toBe(5);
  });

  test('functions with bodies of every kind', async () => {
    await using database = await withTables();
    await load(
      database,
      `CREATE FUNCTION public.a() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1; END; END;`.replace(
        '1; END',
        '1 END',
      ) + `CREATE FUNCTION public.b() RETURNS int LANGUAGE plpgsql AS $_$ BEGIN RETURN 2; END; $_$;`,
    );
    expect(await one(database, 'SELECT a() + b()')).toBe(3);
  });

  test('BEGIN and COMMIT around it, or within', async () => {
    await using database = await withTables();
    const broken = `BEGIN;\nINSERT INTO tree VALUES (1, NULL);\nCOMMIT;\nSTART TRANSACTION;\nSELECT 1/0;\nEND;`;
    await expect(load(database, broken)).rejects.toMatchObject({ line: 5, sqlstate: '22012' });
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(0);
    await load(database, `BEGIN;\n${PREAMBLE}${CIRCLE}END;\n`);
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(2);
  });

  test('an empty file', async () => {
    await using database = await withTables();
    expect(await load(database, '')).toMatchObject({ rows: 0, statements: 0 });
  });
});

describe('the ledger stays unchanged', () => {
  test.for([
    'COPY public.schema_migrations (version, dirty) FROM stdin;\n3\tf\n\\.\n',
    'INSERT INTO public.schema_migrations VALUES (3, true);',
  ])('its rows in a dump are skipped: %j', async (sql) => {
    await using database = await withTables();
    const { notes, rows } = await load(database, sql);
    expect(notes).toEqual([expect.stringContaining('line 1: skipped the rows of schema_migrations')]);
    expect(rows).toBe(0);
    expect(await currentVersion(database.url)).toEqual({ version: 7n, dirty: false });
  });

  test('a statement that changes it fails the load', async () => {
    await using database = await withTables();
    await expect(load(database, 'UPDATE schema_migrations SET dirty = true')).rejects.toMatchObject({
      code: 'CLIENT_DATA_CHANGES_LEDGER',
    });
    expect(await currentVersion(database.url)).toEqual({ version: 7n, dirty: false });
  });

  test('a table with its name in another schema is loaded', async () => {
    await using database = await withTables(
      `${SCHEMA} CREATE SCHEMA other; CREATE TABLE other.schema_migrations (a int)`,
    );
    await load(database, 'COPY other.schema_migrations FROM stdin;\n1\n\\.\n');
    expect(await one(database, 'SELECT count(*)::int FROM other.schema_migrations')).toBe(1);
  });
});

describe('constraints of disabled triggers are checked at the end', () => {
  test.for<[title: string, schema: string, sql: string, expected: string | undefined]>([
    [
      'a foreign key',
      '',
      'INSERT INTO tree VALUES (1, 9), (2, 8), (3, 3)',
      'tree_parent_fkey (2 rows of public.tree without public.tree for parent, for example (8))',
    ],
    [
      'a row that others refer to',
      `INSERT INTO tree VALUES (1, NULL), (2, 1)`,
      'DELETE FROM tree WHERE id = 1',
      'tree_parent_fkey (1 row',
    ],
    [
      'a key of two columns, NULL in part',
      `CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (a int, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES p)`,
      'INSERT INTO c VALUES (1, NULL)',
      undefined,
    ],
    [
      'the same with MATCH FULL',
      `CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (a int, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES p MATCH FULL)`,
      'INSERT INTO c VALUES (1, NULL)',
      'k (1 row',
    ],
    [
      'columns in another order, of other names and types',
      `CREATE TABLE p ("B b" bigint, a int, UNIQUE (a, "B b")); CREATE TABLE c (x int, y int, CONSTRAINT k FOREIGN KEY (y, x) REFERENCES p (a, "B b"))`,
      'INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1, 2); INSERT INTO c VALUES (2, 1)',
      'k (1 row of public.c without public.p for y, x, for example (1,2))',
    ],
    [
      'a partition',
      `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int CONSTRAINT k REFERENCES p) PARTITION BY RANGE (id); CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (9)`,
      'INSERT INTO c1 VALUES (5)',
      'k (1 row of public.c ',
    ],
    [
      'a reference to a partitioned table',
      `CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (9) TO (99); CREATE TABLE c (id int CONSTRAINT k REFERENCES p)`,
      'INSERT INTO p1 VALUES (5); INSERT INTO p2 VALUES (50); INSERT INTO c VALUES (5), (50)',
      undefined,
    ],
    [
      'old rows of a key that is NOT VALID',
      'INSERT INTO tree VALUES (1, NULL); CREATE TABLE c (id int); INSERT INTO c VALUES (9); ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES tree NOT VALID',
      'INSERT INTO c VALUES (1)',
      undefined,
    ],
    [
      'new rows of a key that is NOT VALID',
      'CREATE TABLE c (id int); ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES tree NOT VALID',
      'INSERT INTO c VALUES (1)',
      'k (1 row',
    ],
    [
      'a deferrable unique constraint',
      'CREATE TABLE u (id int CONSTRAINT k UNIQUE DEFERRABLE)',
      'INSERT INTO u VALUES (1), (1)',
      'k (in public.u: ',
    ],
    [
      'a deferrable exclusion constraint',
      'CREATE TABLE u (r int4range, CONSTRAINT k EXCLUDE USING gist (r WITH &&) DEFERRABLE)',
      `INSERT INTO u VALUES ('[1,3)'), ('[2,4)')`,
      'k (in public.u: ',
    ],
  ])('%s', async ([, schema, sql, expected]) => {
    await using database = await withTables(`${SCHEMA} ${schema}`);
    const outcome = await load(database, sql).then(
      () => 'loaded',
      (error: unknown) => `${codeOf(error)} ${messageOf(error)}`,
    );
    expect(outcome).toMatch(expected === undefined ? /^loaded$/ : /^CLIENT_DATA_VIOLATES_CONSTRAINTS /);
    expect(outcome).toContain(expected ?? 'loaded');
  });

  test('the periods of a temporal key', async ({ skip }) => {
    await using database = await withTables();
    if (Number(await one(database, `SELECT current_setting('server_version_num')`)) < 180_000) {
      skip('PERIOD came with PostgreSQL 18');
    }
    await database.client.query(`
      CREATE EXTENSION btree_gist;
      CREATE TABLE p (id int, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
      CREATE TABLE c (id int, at daterange, CONSTRAINT k FOREIGN KEY (id, PERIOD at) REFERENCES p (id, PERIOD at))`);
    const parents = `INSERT INTO p VALUES (1, '[2020-01-01,2020-02-01)'), (1, '[2020-02-01,2020-03-01)');`;
    await expect(
      load(database, `${parents} INSERT INTO c VALUES (1, '[2020-01-15,2020-03-02)')`),
    ).rejects.toMatchObject({
      message: expect.stringContaining('k (1 row'),
    });
    await load(database, `${parents} INSERT INTO c VALUES (1, '[2020-01-15,2020-02-15)')`);
  });

  test('a file that violates a constraint is rolled back', async () => {
    await using database = await withTables();
    await expect(load(database, 'INSERT INTO tree VALUES (1, 9)')).rejects.toMatchObject({ kind: 'migration' });
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(0);
  });
});

test('a role that cannot disable triggers loads in the order of the file', async () => {
  await using database = await withTables();
  const role = `${database.name}_role`;
  const url = new URL(database.url);
  url.username = role;
  url.password = 'secret';
  await database.client.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`,
  );
  try {
    const { notes } = await load(database, `INSERT INTO client VALUES (1); INSERT INTO site VALUES (1, 1)`, {
      url: url.href,
    });
    expect(notes).toContainEqual(expect.stringContaining('cannot disable triggers'));
    await expect(load(database, `\nINSERT INTO site VALUES (2, 5)`, { url: url.href })).rejects.toMatchObject({
      line: 2,
      sqlstate: '23503',
      hint: expect.stringContaining('superuser'),
    });
    await database.client.query('ALTER TABLE site ALTER CONSTRAINT site_client_id_fkey DEFERRABLE');
    await load(database, `INSERT INTO site VALUES (2, 5); INSERT INTO client VALUES (5)`, { url: url.href });
    await expect(load(database, `INSERT INTO site VALUES (3, 6)`, { url: url.href })).rejects.toMatchObject({
      sqlstate: '23503',
    });
  } finally {
    await database.client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

describe('a failure is reported with file and line', () => {
  const many = Array.from({ length: 50 }, (_, id) => `INSERT INTO tree VALUES (${id}, NULL);\n`).join('');
  test.for<[title: string, sql: string, place: string, sqlstate: string]>([
    ['of a row of COPY', 'COPY tree FROM stdin;\n1\t\\N\nx\t\\N\n\\.\n', '3', '22P02'],
    ['of a row that is there already', 'COPY tree FROM stdin;\n1\t\\N\n2\t\\N\n1\t\\N\n\\.\n', '4', '23505'],
    ['of bytes that are not UTF-8', 'COPY client FROM stdin;\n1\tx\t\\N\n2\t\u0000\t\\N\n\\.\n', '3', '22021'],
    ['of the COPY itself', '\nCOPY nowhere FROM stdin;\n1\n\\.\n', '2:1', '42P01'],
    ['of a statement of many, while it runs', `${many}INSERT INTO tree VALUES (7, NULL);\n${many}`, '51:1', '23505'],
    [
      'of a statement of many, before it runs',
      `${many}INSERT INTO tree\n  VALUES (7, nope);\n${many}`,
      '52:14',
      '42703',
    ],
    ['of a statement that cannot be parsed', `${many}SELEC 1;\n${many}`, '51:1', '42601'],
    ['of one that needs to be out of a transaction', '\n\nVACUUM tree;', '3:1', '25001'],
  ])('%s', async ([, sql, place, sqlstate]) => {
    await using database = await withTables();
    await expect(load(database, sql)).rejects.toMatchObject({
      sqlstate,
      kind: 'migration',
      message: expect.stringMatching(new RegExp(`/data\\.sql:${place}: .*\\(${sqlstate}\\)$`, 's')),
      state: 'Nothing of the file was loaded.',
    });
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(0);
  });

  test.for([
    ['ROLLBACK', 'SELECT 1;\nROLLBACK;', 'CLIENT_DATA_ROLLBACK', ':2: '],
    ['another encoding', `\nSET client_encoding = 'LATIN1';\n-- \u00e4`, 'CLIENT_DATA_ENCODING', ':2: '],
    ['a command of psql', `SELECT 1;\n\\connect x\n`, 'PSQL_COMMAND', ':2: '],
    ['a dump that is cut off', 'COPY tree FROM stdin;\n1\t\\N\n', 'DUMP_TRUNCATED', ':1: '],
  ] as const)('of %s', async ([, sql, code, place]) => {
    await using database = await withTables();
    await expect(load(database, Buffer.from(sql, 'latin1'))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(place),
    });
  });

  test('of an unknown setting that pg_dump does not write', async () => {
    await using database = await withTables();
    await expect(load(database, 'SET nonsense_timeout = 0;')).rejects.toMatchObject({ line: 1, sqlstate: '42704' });
  });

  test('of a missing or damaged file', async () => {
    await using database = await withTables();
    await expect(applyClientData(database.url, '/nowhere.sql')).rejects.toMatchObject({
      code: 'CLIENT_DATA_UNREADABLE',
      kind: 'environment',
    });
    const cut = gzipSync(PREAMBLE + CIRCLE).subarray(0, 200);
    await expect(load(database, cut, { name: 'data.sql.gz' })).rejects.toMatchObject({
      code: 'CLIENT_DATA_UNREADABLE',
    });
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(0);
  });
});
