import { describe, expect, test } from 'vitest';

import { populated } from '../insert/populated.ts';
import { everyNth, type Part } from '../../suite-part.ts';

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
  [`a jsonb CHECK (a @> '{"kind": "meter"}')`],
  [`a jsonb CHECK (jsonb_path_exists(a, '$.a."b c"'))`],
  [`a jsonb CHECK (jsonb_array_length(a) BETWEEN 2 AND 4)`],
  [`a point CHECK (a[0] BETWEEN -8 AND 2 AND a[1] BETWEEN 49 AND 61)`],
  [`a bit(8) CHECK (length(a) = 8 AND a <> B'00000000')`],
  [`a char(13) CHECK (a ~ '^[0-9]{13}$')`],
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

/** Cases of the part. */
export function testConditions(part: Part): void {
  describe('conditions', () => {
    test.each(
      everyNth(
        part,
        6,
        SHAPES.map(([columns, filled = 1, absent = 1]) => ({ columns, filled, absent })),
      ),
    )('$columns', async ({ columns, filled, absent }) => {
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
    });
  });
}
