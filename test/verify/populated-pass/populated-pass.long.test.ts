import { describe, expect, test } from 'vitest';

import { type Pair, verify, findingsOf, codesOf, TABLE, OTHER, SPECIAL, THREE, useServer } from './with-rows.ts';

useServer();

describe('rows of the user', () => {
  test('stay where they are when the next version is tried', async () => {
    const rows = { '2.sql': "INSERT INTO t VALUES (1, 'special')" };
    const report = await verify([TABLE, OTHER, [SPECIAL, 'DROP TABLE IF EXISTS u']], rows);
    expect(codesOf(report.migrations[2])).toEqual(['up-fails fail']);
  });

  test('of a version that is not there are warned of', async () => {
    const report = await verify([TABLE], { '1.sql': 'SELECT 1', '7.sql': 'SELECT 1' });
    expect(report.findings).toMatchObject([
      { rule: 'unknown-version', severity: 'warning', file: expect.stringMatching(/7\.sql$/) },
    ]);
    expect(report.ok).toBe(true);
  });

  test('are not read without the populated pass', async () => {
    const report = await verify([TABLE], { '1.sql': 'nonsense' }, { populated: false });
    expect(report.ok).toBe(true);
  });
});

describe('an up that fails on rows', () => {
  const SET_NOT_NULL: Pair = [
    'ALTER TABLE t ALTER COLUMN name SET NOT NULL',
    'ALTER TABLE t ALTER COLUMN name DROP NOT NULL',
  ];

  test('of the user too are reported once only', async () => {
    const report = await verify([TABLE, SET_NOT_NULL], { '2.sql': 'INSERT INTO t VALUES (1000, NULL)' });
    expect(codesOf(report.migrations[1])).toEqual(['up-fails fail']);
  });

  test('of a partition leaves those of the whole table out, and goes on', async () => {
    const table: Pair = [
      `CREATE TABLE IF NOT EXISTS t (at date, name text) PARTITION BY RANGE (at);
       CREATE TABLE IF NOT EXISTS t_2024 PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
      TABLE[1],
    ];
    const report = await verify([table, SET_NOT_NULL]);
    expect(codesOf(report.migrations[1])).toEqual(['up-fails fail']);
    expect(report.migrations[1]?.verdicts.dataPreserved.status).toBe('pass');
  });

  test('because it expects one is warned of', async () => {
    const up = `ALTER TABLE t ADD COLUMN IF NOT EXISTS first int;
      UPDATE t SET first = (SELECT n FROM t other WHERE other.name = t.name) WHERE first IS NULL`;
    const report = await verify([TABLE, [up, 'ALTER TABLE t DROP COLUMN IF EXISTS first']]);
    expect(codesOf(report.migrations[1])).toEqual(['up-fails warn']);
  });
});

test('a table that holds seeds gets other rows as well', async () => {
  const seeded: Pair = [`${TABLE[0]}; INSERT INTO t SELECT 1, 'a' WHERE NOT EXISTS (SELECT FROM t)`, TABLE[1]];
  const up = 'ALTER TABLE t ALTER COLUMN name SET NOT NULL';
  const report = await verify([seeded, [up, 'ALTER TABLE t ALTER COLUMN name DROP NOT NULL']]);
  expect(codesOf(report.migrations[1])).toEqual(['up-fails fail']);
});

describe('rows that are lost', () => {
  test('as values of one column are counted', async () => {
    const report = await verify([TABLE, [OTHER[0], `UPDATE t SET name = NULL WHERE name = 'own'; ${OTHER[1]}`]], THREE);
    const [finding] = findingsOf(report.migrations[1]);
    expect(finding?.details).toEqual([
      expect.stringMatching(/^public\.t\.name: 5 of \d+ values lost, which the up had kept$/),
    ]);
  });

  test('are reported in place however few values there are', async () => {
    const table: Pair = ['CREATE TABLE IF NOT EXISTS t (flag boolean NOT NULL)', TABLE[1]];
    const report = await verify([table, [OTHER[0], `UPDATE t SET flag = true; ${OTHER[1]}`]], {
      '2.sql': 'INSERT INTO t VALUES (false)',
    });
    expect(codesOf(report.migrations[1])).toEqual(['down-loses-rows fail']);
  });

  test('after the up had moved them into another table are reported with the place', async () => {
    const up = 'DO $$ BEGIN IF to_regclass($q$t$q$) IS NOT NULL THEN ALTER TABLE t RENAME TO kept; END IF; END $$';
    const report = await verify([TABLE, [up, `${TABLE[0]}; DROP TABLE IF EXISTS kept`]]);
    const found = findingsOf(report.migrations[1]).find(({ code }) => code === 'down-loses-rows');
    expect(found?.details).toEqual([
      expect.stringMatching(/^public\.t: (\d+) of \1 rows lost, which the up had kept in public\.kept$/),
    ]);
  });

  test('after the up had carried their values into another column are reported with the place', async () => {
    const up = `DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'name') THEN
          CREATE TABLE names AS SELECT n AS id, name AS title FROM t;
          ALTER TABLE t DROP COLUMN name;
        END IF;
      END $$`;
    const report = await verify([TABLE, [up, 'ALTER TABLE t ADD COLUMN name text; DROP TABLE names']]);
    const found = findingsOf(report.migrations[1]).find(({ code }) => code === 'down-loses-rows');
    expect(found?.details).toEqual([
      expect.stringMatching(/^public\.t\.name: \d+ of \d+ values lost, which the up had kept in public\.names\.title$/),
    ]);
  });

  test('and come back with a type that writes them otherwise are none', async () => {
    const up = 'ALTER TABLE t ALTER COLUMN n TYPE bigint';
    const report = await verify([TABLE, [up, 'ALTER TABLE t ALTER COLUMN n TYPE int']], THREE);
    expect(report.migrations[1]?.verdicts.dataPreserved.status).toBe('pass');
  });
});

describe('seeds collide with rows of users', () => {
  const SEEDS = "INSERT INTO t (name, n) VALUES ('a', 1), ('b', 2) ON CONFLICT (name) DO NOTHING";

  test.each([
    'serial PRIMARY KEY',
    'int GENERATED BY DEFAULT AS IDENTITY',
    'int GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  ])('whose number is %s', async (number) => {
    const table: Pair = [`CREATE TABLE IF NOT EXISTS t (id ${number}, name text UNIQUE, n int)`, TABLE[1]];
    const report = await verify([table, [SEEDS, "DELETE FROM t WHERE name IN ('a', 'b')"]]);
    expect(codesOf(report.migrations[1])).toContain('down-loses-rows fail');
    expect(report.migrations[1]?.verdicts.dataPreserved.findings[0]?.details).toEqual([
      expect.stringMatching(/^public\.t: 2 of \d+ rows lost, which the up had kept$/),
    ]);
    expect(report.migrations[1]?.unpopulated).toEqual([]);
  });

  test('whose number is all that they can be told by', async () => {
    const table: Pair = [
      'CREATE TABLE IF NOT EXISTS t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)',
      TABLE[1],
    ];
    const up = "INSERT INTO t OVERRIDING SYSTEM VALUE VALUES (0, 'a') ON CONFLICT (id) DO NOTHING";
    const report = await verify([table, [up, 'DELETE FROM t WHERE id = 0']]);
    expect(codesOf(report.migrations[1])).toEqual(['down-loses-rows fail']);
    expect(report.migrations[1]?.unpopulated).toEqual([]);
  });

  test('and a down that removes only its own is right', async () => {
    const table: Pair = ['CREATE TABLE IF NOT EXISTS t (name text PRIMARY KEY, n int)', TABLE[1]];
    const down = "DELETE FROM t WHERE (name, n) IN (('a', 1), ('b', 2))";
    expect(codesOf((await verify([table, [SEEDS, down]])).migrations[1])).toEqual([]);
  });

  test('and an up that overwrites them, so that the down deletes them, is a finding', async () => {
    const table: Pair = ['CREATE TABLE IF NOT EXISTS t (name text PRIMARY KEY, n int)', TABLE[1]];
    const up = "INSERT INTO t VALUES ('a', 1) ON CONFLICT (name) DO UPDATE SET n = excluded.n";
    const report = await verify([table, [up, "DELETE FROM t WHERE (name, n) = ('a', 1)"]]);
    expect(codesOf(report.migrations[1])).toEqual(['down-loses-rows fail']);
  });
});

test('after a failure on rows the chain goes on from a clean state', async () => {
  const report = await verify([
    TABLE,
    ['ALTER TABLE t ALTER COLUMN n SET NOT NULL', 'ALTER TABLE t ALTER COLUMN n DROP NOT NULL'],
    ['ALTER TABLE t ADD COLUMN IF NOT EXISTS m int', 'ALTER TABLE t DROP COLUMN IF EXISTS m'],
  ]);
  expect(codesOf(report.migrations[1])).toEqual(['up-fails fail']);
  expect(codesOf(report.migrations[2])).toEqual([]);
  expect(report.migrations[2]).toMatchObject({ unpopulated: [], verdicts: { dataPreserved: { status: 'pass' } } });
});

test('a migration that is only replayed has rows too, and is not judged', async () => {
  const report = await verify(
    [TABLE, OTHER, ['CREATE TABLE IF NOT EXISTS u ()', 'DROP TABLE u; DELETE FROM t']],
    undefined,
    {
      only: [3n],
    },
  );
  expect(report.migrations.map(({ version }) => version)).toEqual([3n]);
  expect(codesOf(report.migrations[0])).toEqual(['down-loses-rows fail']);
});
