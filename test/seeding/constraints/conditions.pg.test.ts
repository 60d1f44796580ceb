import { describe, expect, test } from 'vitest';

import { populated } from '../insert/populated.ts';

/** A column or columns with conditions, and how many rows at least must have them all filled and all NULL. */
const SHAPES: [columns: string, filled?: number, absent?: number][] = [
  [`a text CHECK (a IN ('draft', 'published'))`],
  [`a text CHECK (a = ANY (ARRAY['draft', 'published']))`],
  [`a varchar(10) CHECK (a::text = ANY ('{draft,published}'::text[]))`],
  [`a int CHECK (a > 1000 AND a <= 1003)`],
  [`a int CHECK (a BETWEEN -90 AND -80)`],
  [`a numeric(4,3) CHECK (a > 0.5 AND a < 0.6)`],
  [`a numeric CHECK (a >= 123456.5)`],
  [`a float8 CHECK (a >= -1 AND a <= 1 AND a <> 0)`],
  [`a smallint CHECK (a % 7 = 3)`],
  [`a text CHECK (length(a) = 17)`],
  [`a text CHECK (char_length(btrim(a)) BETWEEN 3 AND 5)`],
  [`a varchar(64) CHECK (octet_length(a) = 64)`],
  [`a bytea CHECK (octet_length(a) = 33)`],
  [`a text CHECK (a ~ '^[A-Z]{3}-[0-9]{4}(/[a-f]+)?$')`],
  [`a text CHECK (a ~* '^(gold|silver|bronze)_\\d+$')`],
  [`a text CHECK (a ~ '^\\S+@\\S+\\.[a-z]{2,}$')`],
  [`a text CHECK (a ~ '^[[:alpha:]][[:alnum:]_]{4,9}$' AND a = lower(a))`],
  [`a text CHECK (a LIKE 'INV-____-%')`],
  [`a text CHECK (a SIMILAR TO '(x|y)[0-9]+')`],
  [`a text CHECK (a = upper(a) AND length(a) = 3)`],
  [`a text CHECK (position('@' in a) > 1)`],
  [`a text CHECK (a <> '')`],
  [`a text CHECK (starts_with(a, 'arn:'))`],
  [`a jsonb CHECK (jsonb_typeof(a) = 'array')`],
  [`a jsonb CHECK (jsonb_typeof(a) = 'object' AND a ? 'kind')`],
  [`a jsonb CHECK (a ->> 'kind' = 'circle')`],
  [`a jsonb CHECK (jsonb_typeof(a -> 'points') = 'array')`],
  [`a text[] CHECK (cardinality(a) BETWEEN 2 AND 4)`],
  [`a text[] CHECK (a <@ ARRAY['red', 'green'] AND array_length(a, 1) > 0)`],
  [`a date CHECK (a >= '2020-02-01' AND a < '2020-02-03')`],
  [`a timestamptz CHECK (a > '2031-05-05 00:00:00+00')`],
  [`a date CHECK (extract(day FROM a) = 1)`],
  [`a time CHECK (a >= '09:00' AND a <= '17:00')`],
  [`a interval CHECK (a > '0' AND a <= '1 day')`],
  [`a int4range CHECK (NOT isempty(a) AND lower(a) >= 0)`],
  [`a inet CHECK (family(a) = 4 AND masklen(a) = 32)`],
  [`a uuid CHECK (a <> '00000000-0000-0000-0000-000000000000')`],
  [`a boolean CHECK (a)`],
  [`a int, b int, CHECK (a < b)`],
  [`a int, b int, c int, d int, CHECK (a > b), CHECK (b > c), CHECK (c > d)`],
  [`a timestamptz, b timestamptz, CHECK (b > a)`],
  [`b date, a date, CHECK (b - a BETWEEN 1 AND 31)`],
  [`a int, b int, CHECK (a + b = 100)`],
  [`a text, b text, CHECK (a <> b)`],
  [`a text, b text, CHECK (a IS NOT NULL OR b IS NOT NULL)`, 1, 0],
  [`a text, b int, CHECK ((a IS NULL) = (b IS NULL))`],
  [`a text, b int, c date, CHECK (num_nonnulls(a, b, c) = 1)`, 0, 0],
  [`a text, b int, CHECK ((a IS NULL) <> (b IS NULL))`, 0, 0],
  [`a text CHECK (a IS NOT NULL)`, 6, 0],
  [
    `a text, b date, CHECK (CASE a WHEN 'done' THEN b IS NOT NULL WHEN 'open' THEN b IS NULL ELSE a IS NULL AND b IS NULL END)`,
  ],
  [`a text, b int, CHECK ((a = 'fixed' AND b > 10) OR (a = 'free' AND b = 0))`],
  [`a int, b int GENERATED ALWAYS AS (a * 2) STORED, CHECK (b BETWEEN 40 AND 50)`],
];

describe('conditions', () => {
  test.each(SHAPES.map(([columns, filled = 1, absent = 1]) => ({ columns, filled, absent })))(
    '$columns',
    async ({ columns, filled, absent }) => {
      await using database = await populated(`CREATE TABLE t (${columns})`);
      expect(database.report.unpopulated).toEqual([]);
      const [least] = await database.values('SELECT count(*)::int FROM t');
      expect(least).toBeGreaterThanOrEqual(5);
      const names = [...columns.matchAll(/(?:^|, )([a-d]) \w/g)].map(([, name]) => name);
      const [full, empty] = [
        `SELECT count(*)::int FROM t WHERE num_nulls(${names.join(', ')}) = 0`,
        `SELECT count(*)::int FROM t WHERE num_nonnulls(${names.join(', ')}) = 0`,
      ];
      expect((await database.values(full))[0]).toBeGreaterThanOrEqual(filled);
      expect((await database.values(empty))[0]).toBeGreaterThanOrEqual(absent);
    },
  );

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
