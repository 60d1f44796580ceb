import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import type { SnapshotDiff } from '../../../src/catalog/diff/snapshot-diff.ts';
import { scratchDatabase } from '../../database.ts';

const OPTIONS = { clusterWide: false };

async function differenceMadeBy(client: Client, sql: string): Promise<SnapshotDiff> {
  const before = await describeSchema(client, OPTIONS);
  await client.query(sql);
  return diff(before, await describeSchema(client, OPTIONS));
}

const TABLE = `CREATE TABLE t (a int, b text, c numeric, d json);
  INSERT INTO t VALUES (1, 'x', 1.0, '{}'), (2, 'y', NULL, '[1]'), (3, NULL, 7, NULL)`;

/** More pages than rows are hashed one by one for. */
const LARGE = `${TABLE}; INSERT INTO t SELECT g, md5(g::text), g, NULL FROM generate_series(10, 6000) g`;

describe.each([
  ['a small table', TABLE, (line: string) => line],
  ['a large table', LARGE, (line: string) => line.replace(/ \(\d+ lost, \d+ new\)|\d+ lost, \d+ new; /, '')],
])('A diff of %s shows', (_, given, expected) => {
  const counted = (line: string): string => expected(line).replace(/\b3\b/g, given === LARGE ? '5994' : '3');

  it.each([
    ['one value changed', `UPDATE t SET b = 'z' WHERE a = 1`, '~ rows public.t 3 (1 lost, 1 new; column b differs)'],
    ['NULL turned empty', `UPDATE t SET b = '' WHERE a = 3`, '~ rows public.t 3 (1 lost, 1 new; column b differs)'],
    ['a value turned NULL', `UPDATE t SET c = NULL WHERE a = 1`, '~ rows public.t 3 (1 lost, 1 new; column c differs)'],
    [
      'the scale of a number',
      `UPDATE t SET c = 1.00 WHERE a = 1`,
      '~ rows public.t 3 (1 lost, 1 new; column c differs)',
    ],
    [
      'white space in JSON',
      `UPDATE t SET d = '{ }' WHERE a = 1`,
      '~ rows public.t 3 (1 lost, 1 new; column d differs)',
    ],
    [
      'two columns changed in different rows',
      `UPDATE t SET b = 'z' WHERE a = 1; UPDATE t SET c = 5 WHERE a = 2`,
      '~ rows public.t 3 (2 lost, 2 new; columns b, c differ)',
    ],
    [
      'values that changed places between rows',
      `UPDATE t SET b = CASE a WHEN 1 THEN 'y' ELSE 'x' END WHERE a IN (1, 2)`,
      '~ rows public.t 3 (2 lost, 2 new)',
    ],
    [
      'columns that changed places in each row',
      'ALTER TABLE t RENAME a TO z; ALTER TABLE t RENAME c TO a; ALTER TABLE t RENAME z TO c',
      '~ rows public.t 3 (3 lost, 3 new; columns a, c differ)',
    ],
  ])('%s', async (__, sql, line) => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(given);
    const difference = await differenceMadeBy(database.client, sql);
    expect(formatDiff(difference).filter((text) => text.startsWith('~ rows'))).toEqual([counted(line)]);
    expect(difference.grade).toBe('different');
  });

  it('no difference when columns and rows have another order', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(given);
    const difference = await differenceMadeBy(
      database.client,
      `ALTER TABLE t RENAME TO u; CREATE TABLE t AS SELECT d, c, b, a FROM u ORDER BY a DESC; DROP TABLE u`,
    );
    expect(formatDiff(difference)).toEqual(['~ table public.t  column order a, b, c, d -> d, c, b, a']);
    expect(difference.grade).toBe('column-order');
  });
});

describe('Rows', () => {
  it('that were removed, added or duplicated are counted', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(TABLE);
    expect((await differenceMadeBy(client, 'INSERT INTO t SELECT * FROM t WHERE a = 1')).rows).toEqual([
      { table: 'public.t', before: 3, after: 4, lost: 0, added: 1, columns: ['a', 'b', 'c', 'd'] },
    ]);
    expect(formatDiff(await differenceMadeBy(client, 'TRUNCATE t'))).toEqual([
      '~ rows public.t 4 -> 0 (4 lost, 0 new)',
    ]);
    expect(formatDiff(await differenceMadeBy(client, 'INSERT INTO t DEFAULT VALUES'))).toEqual([
      '~ rows public.t 0 -> 1 (0 lost, 1 new)',
    ]);
    expect(formatDiff(await differenceMadeBy(client, 'DROP TABLE t'))).toContain('~ rows public.t 1 -> no table');
  });

  it('have the same digest when hashed one by one or summed by the server', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`${TABLE}; CREATE TABLE bloated AS TABLE t WITH NO DATA;
      INSERT INTO bloated SELECT g, md5(g::text) FROM generate_series(1, 6000) g; DELETE FROM bloated;
      INSERT INTO bloated TABLE t; ALTER TABLE bloated SET (autovacuum_enabled = off)`);
    const { rows } = await describeSchema(client, OPTIONS);
    const [bloated, small] = rows;
    expect(bloated?.hashes).toBeNull();
    expect(small?.hashes).toHaveLength(3);
    expect({ ...bloated, table: '', hashes: [] }).toEqual({ ...small, table: '', hashes: [] });
  });

  it('differ only in the column that was dropped and added again', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(TABLE);
    const difference = await differenceMadeBy(database.client, 'ALTER TABLE t DROP b; ALTER TABLE t ADD b text');
    expect(formatDiff(difference)).toEqual([
      '~ table public.t  column order a, b, c, d -> a, c, d, b',
      '~ rows public.t 3 (2 lost, 2 new; column b differs)',
    ]);
  });

  it('are the same when only columns were added or dropped', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(TABLE);
    expect((await differenceMadeBy(client, 'ALTER TABLE t ADD e int DEFAULT 1')).rows).toEqual([]);
    expect((await differenceMadeBy(client, 'ALTER TABLE t DROP b')).rows).toEqual([]);
  });

  it('are read once: from partitions, from inheritance parents without children, from materialized views, not from views', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
      CREATE TABLE p2 PARTITION OF p DEFAULT; INSERT INTO p VALUES (1), (2), (3);
      CREATE TABLE parent (a int); CREATE TABLE child () INHERITS (parent);
      INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1), (2);
      CREATE VIEW v AS TABLE p; CREATE MATERIALIZED VIEW m AS TABLE p;
      CREATE MATERIALIZED VIEW empty AS TABLE p WITH NO DATA; CREATE UNLOGGED TABLE u AS SELECT 1;
      CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES`);
    const { rows, uncovered } = await describeSchema(client, OPTIONS);
    expect(Object.fromEntries(rows.map(({ table, count }) => [table.replace('public.', ''), count]))).toEqual({
      child: 2,
      m: 3,
      nothing: 1,
      p1: 1,
      p2: 2,
      parent: 1,
      u: 1,
    });
    expect(uncovered).toEqual([]);
  });

  it('of user-defined types are read with the output function, not with a cast to text', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TYPE pair AS (a int, b text);
      CREATE FUNCTION same(pair) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'same' $$;
      CREATE CAST (pair AS text) WITH FUNCTION same(pair);
      CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE t (p pair, q text COLLATE blind); INSERT INTO t VALUES ((1, 'x'), 'case')`);
    expect(formatDiff(await differenceMadeBy(client, `UPDATE t SET p = (2, 'x')`))).toEqual([
      '~ rows public.t 1 (1 lost, 1 new; column p differs)',
    ]);
    expect(formatDiff(await differenceMadeBy(client, `UPDATE t SET q = 'CASE'`))).toEqual([
      '~ rows public.t 1 (1 lost, 1 new; column q differs)',
    ]);
  });

  it('of tables of extensions are read, whatever pg_dump would leave out', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE SCHEMA ext; CREATE TABLE ext.settings (name text, own boolean); CREATE EXTENSION pg_trgm;
      ALTER EXTENSION pg_trgm ADD TABLE ext.settings;
      UPDATE pg_extension SET extconfig = ARRAY['ext.settings'::regclass::oid], extcondition = ARRAY['WHERE NOT own']
        WHERE extname = 'pg_trgm'; INSERT INTO ext.settings VALUES ('a', true), ('b', false)`);
    expect(formatDiff(await differenceMadeBy(client, `INSERT INTO ext.settings VALUES ('c', true)`))).toEqual([
      '~ rows ext.settings 2 -> 3 (0 lost, 1 new)',
    ]);
    expect(formatDiff(await differenceMadeBy(client, `UPDATE ext.settings SET name = 'd' WHERE NOT own`))).toEqual([
      '~ rows ext.settings 3 (1 lost, 1 new; column name differs)',
    ]);
  });

  it('are not read with `rows: false`', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(TABLE);
    expect((await describeSchema(database.client, { ...OPTIONS, rows: false })).rows).toEqual([]);
  });
});
