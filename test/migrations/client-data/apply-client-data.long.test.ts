import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { applyClientData } from '../../../src/migrations/client-data/apply-client-data.ts';
import { codeOf, messageOf } from '../../../src/support/errors.ts';
import { SCHEMA, load, withTables, one } from './loaded-files.ts';
import { PREAMBLE, CIRCLE } from './failing-files.ts';

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
