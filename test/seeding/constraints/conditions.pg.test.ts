import { describe, expect, test } from 'vitest';

import { populated } from '../insert/populated.ts';
import { testConditions } from './met-conditions.ts';

describe('conditions', () => {
  test('bounds move to the values that the condition allows', async () => {
    await using database = await populated(
      'CREATE TABLE t (a int CHECK (a BETWEEN 5 AND 5000), b varchar(5) CHECK (length(b) > 1))',
    );
    expect(await database.values('SELECT array[min(a), max(a)]::text FROM t')).toEqual(['{5,5000}']);
    expect(await database.values('SELECT max(length(b)) FROM t')).toEqual([5]);
  });

  test('as many columns are NULL as a condition on them allows', async () => {
    await using database = await populated(
      'CREATE TABLE t (a int, b int, c int, d int, CHECK (a IS NOT NULL OR b IS NOT NULL), CHECK (num_nonnulls(b, c) <= 1))',
    );
    expect(await database.values('SELECT count(*)::int FROM t WHERE num_nulls(a, b, c, d) = 3')).toEqual([2]);
  });

  test('a condition that calls a function of the schema is asked of the server', async () => {
    await using database = await populated(
      `CREATE FUNCTION luhn(text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
       BEGIN IF $1 !~ '^[0-9]+$' THEN RAISE 'not a number: %', $1; END IF; RETURN length($1) = 10; END $$;
       CREATE TABLE t (a text NOT NULL CHECK (luhn(a)), b text)`,
    );
    expect(database.report).toEqual({ populated: [{ table: 'public.t', rows: 6 }], unpopulated: [] });
  });

  test('domains: nested, NOT NULL, in arrays, composites and ranges', async () => {
    await using database = await populated(
      `CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 10 AND 20);
       CREATE DOMAIN share AS percent NOT NULL CHECK (VALUE > 15);
       CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) = 3);
       CREATE DOMAIN pct_range AS numrange CHECK (NOT isempty(VALUE));
       CREATE TYPE pair AS (a percent, b text);
       CREATE TABLE t (a percent, b share, c tags, d percent[], e pair, f pct_range, g share UNIQUE)`,
    );
    expect(database.report).toEqual({ populated: [{ table: 'public.t', rows: 6 }], unpopulated: [] });
    expect(await database.values('SELECT count(*)::int FROM t WHERE num_nulls(a, c, d, e, f) = 5')).toEqual([2]);
    expect(
      (await database.values('SELECT count(*)::int FROM t WHERE num_nulls(a, c, d, e, f) = 0'))[0],
    ).toBeGreaterThanOrEqual(2);
  });

  test('a condition that nothing meets is the reason', async () => {
    await using database = await populated('CREATE TABLE t (a int NOT NULL, CONSTRAINT never CHECK (a > 5 AND a < 3))');
    expect(database.report.populated).toEqual([]);
    expect(database.report.unpopulated).toEqual([{ table: 'public.t', reason: expect.stringContaining('"never"') }]);
  });
});

testConditions('short');
