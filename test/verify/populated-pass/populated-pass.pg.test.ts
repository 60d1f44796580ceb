import { describe, expect, test } from 'vitest';

import { verify, findingsOf, codesOf, TABLE, OTHER, SPECIAL, THREE, useServer } from './with-rows.ts';

useServer();

describe('rows of the user', () => {
  test('are there before their version is tried, and not earlier', async () => {
    const rows = { '0002.sql': "INSERT INTO t VALUES (1, 'special')" };
    const report = await verify([TABLE, [SPECIAL, 'DROP TABLE IF EXISTS u'], TABLE], rows);
    expect(codesOf(report.migrations[0])).toEqual([]);
    expect(findingsOf(report.migrations[1])).toMatchObject([
      {
        code: 'up-fails',
        status: 'fail',
        populated: true,
        details: expect.arrayContaining(['line 2: no room for special (P0001)']),
      },
    ]);
  });

  test('that are refused fail the version alone, with the line at fault', async () => {
    const report = await verify([TABLE, OTHER], { '2.sql': '\nINSERT INTO nowhere VALUES (1)' });
    expect(codesOf(report.migrations[0])).toEqual([]);
    expect(findingsOf(report.migrations[1])).toMatchObject([
      {
        code: 'user-rows-fail',
        status: 'fail',
        file: expect.stringMatching(/2\.sql$/),
        line: 2,
        details: expect.arrayContaining(['line 2: relation "nowhere" does not exist (42P01)']),
      },
    ]);
  });
});

describe('an up that fails on rows', () => {
  test('because it says itself that it does not want them is warned of', async () => {
    const up = `DO $$ BEGIN
        IF EXISTS (SELECT FROM t GROUP BY name HAVING count(*) > 1) THEN RAISE EXCEPTION 'names twice'; END IF;
        CREATE UNIQUE INDEX IF NOT EXISTS t_name ON t (name);
      END $$`;
    const report = await verify([TABLE, [up, 'DROP INDEX IF EXISTS t_name']]);
    expect(findingsOf(report.migrations[1])).toMatchObject([
      { code: 'up-fails', status: 'warn', fix: expect.not.stringContaining('default') },
    ]);
    expect(report.ok).toBe(true);
  });
});

test('without the populated pass the axis is skipped with a reason', async () => {
  const report = await verify([TABLE], undefined, { populated: false });
  expect(report.migrations[0]?.verdicts.dataPreserved).toEqual({
    status: 'skipped',
    reason: 'not tried on rows',
    findings: [],
  });
});

test('a table that no row can be made for is named with the reason, at every version that it is empty for', async () => {
  const report = await verify([
    ['CREATE TABLE IF NOT EXISTS t (n int CHECK (n IS NOT NULL AND n > n))', TABLE[1]],
    OTHER,
  ]);
  expect(report.migrations.map(({ unpopulated }) => unpopulated)).toEqual([
    [{ table: 'public.t', reason: expect.stringMatching(/./) }],
    [{ table: 'public.t', reason: expect.stringMatching(/./) }],
  ]);
  expect(report.ok).toBe(true);
});

describe('rows that are lost', () => {
  test('in the down are counted', async () => {
    const report = await verify([TABLE, [OTHER[0], `DELETE FROM t WHERE name = 'own'; ${OTHER[1]}`]], THREE);
    expect(findingsOf(report.migrations[1])).toMatchObject([
      {
        code: 'down-loses-rows',
        status: 'fail',
        populated: true,
        details: [expect.stringMatching(/^public\.t: 5 of \d+ rows lost, which the up had kept$/)],
        file: expect.stringMatching(/2_step\.down\.sql$/),
      },
    ]);
  });

  test('in the up are irreversible', async () => {
    const up = "DELETE FROM t WHERE name = 'own' -- elementaldb: allow idempotent new ones are to go, too";
    const report = await verify([TABLE, [up, 'SELECT 1']], THREE);
    const found = findingsOf(report.migrations[1]).find(({ code }) => code === 'up-destroys-rows');
    expect(found).toMatchObject({
      status: 'warn',
      details: [expect.stringMatching(/^public\.t: 5 of \d+ rows lost$/)],
      file: expect.stringMatching(/2_step\.up\.sql$/),
    });
    expect(report.ok).toBe(true);
  });
});
