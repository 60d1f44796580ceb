import { expect, inject, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { readResults, type QueryResult } from '../../src/postgres/read-results.ts';
import { csvOf } from '../../src/report/query/csv.ts';
import { jsonOf } from '../../src/report/query/json.ts';

/** One row for each value, and one of NULLs, in columns of the usual types. */
const ROWS = `
SELECT * FROM (VALUES
  (1, 9007199254740993, 12.50, 'NaN'::float8, true, 'plain', '\\x00ff22'::bytea, '{"a": [1, null]}'::json,
   '{"b": "x,y"}'::jsonb, ARRAY[1, NULL, 3], ARRAY['a,b', '"', '', NULL, 'NULL', 'back\\slash', E'two\\nlines'],
   '2024-02-29'::date, '2024-02-29 12:34:56.789'::timestamp, '2024-02-29 12:34:56+05:30'::timestamptz,
   '1 day 02:03:04'::interval, '00000000-0000-4000-8000-000000000001'::uuid, ROW(1, 'a b')),
  (-2, -1, 1e30, 1e-7, false, '', '\\x'::bytea, '[]', 'null', '{}', '{}', '0044-03-15 BC', 'infinity', '-infinity',
   '-00:00:01', '00000000-0000-4000-8000-000000000002', ROW(NULL, '')),
  (0, 0, 0, 'Infinity', NULL, E'a "quoted", text\\r\\nof two lines \u00e9\u{1F50B}', NULL, E'{"a":\\n  1}', '"\\\\."', ARRAY[-1],
   ARRAY[' '], NULL, '2024-01-01', '2024-01-01 00:00+00', NULL, NULL, ROW(',', NULL)),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS t (int4, int8, "numeric", float8, bool, "text", bytea, json, jsonb, ints, texts, date, "timestamp", timestamptz,
        "interval", uuid, composite)`;

async function resultsOf(sql: string): Promise<QueryResult[]> {
  return withConnection(inject('serverUrl'), async (client) => {
    const outcome = await readResults(client, sql);
    if (!outcome.ok) {
      throw outcome.error;
    }
    return outcome.results;
  });
}

function byNumber(rows: Record<string, unknown>[]): Map<unknown, unknown> {
  return new Map(rows.map((row) => [row['int4'], row]));
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

test('CSV is byte for byte what COPY writes', async () => {
  const [read, copied] = await resultsOf(`${ROWS}; COPY (${ROWS}) TO STDOUT (FORMAT csv, HEADER)`);
  expect(read?.rows).toHaveLength(4);
  expect(textOf(csvOf(read === undefined ? [] : [read]))).toBe(copied?.copied);
});

test.each([
  ['the mark that ends data', String.raw`'\.'`],
  ['an empty text', "''"],
  ['NULL', 'NULL::text'],
])('CSV of one column that holds %s is that of COPY', async (_, value) => {
  const sql = `SELECT ${value} AS only`;
  const [read, copied] = await resultsOf(`${sql}; COPY (${sql}) TO STDOUT (FORMAT csv, HEADER)`);
  expect(textOf(csvOf(read === undefined ? [] : [read]))).toBe(copied?.copied);
});

test('JSON holds what to_json gives, except that a composite value is text', async () => {
  const [read, asked] = await resultsOf(`
    SET TimeZone = 'Asia/Kolkata';
    ${ROWS};
    SELECT json_agg(to_jsonb(r) || jsonb_build_object('composite', r.composite::text) ORDER BY r.int4 <> 1)::text
      FROM (${ROWS}) r`).then((results) => results.slice(1));
  const [line = '', ...others] = jsonOf(read === undefined ? [] : [read]);
  expect(others).toEqual([]);
  expect(line).not.toContain('\n');
  expect(byNumber(JSON.parse(line))).toEqual(byNumber(JSON.parse(asked?.rows[0]?.[0] ?? '')));
  // All digits, though JavaScript would read fewer.
  expect(line).toContain('"int8":9007199254740993,"numeric":12.50,"float8":"NaN"');
});

test('JSON reads arrays of several dimensions, with bounds, of json, of enums and of domains', async () => {
  await withConnection(inject('serverUrl'), async (client) => {
    const outcome = await readResults(
      client,
      `CREATE TYPE pg_temp.mood AS ENUM ('sad', 'so so');
       CREATE DOMAIN pg_temp.positive AS int CHECK (VALUE > 0);
       SELECT ARRAY[[1, 2], [3, NULL]] AS deep, '[0:1]={5,6}'::int[] AS bounds, ARRAY['{"a": 1}'::json] AS jsons,
              ARRAY['so so'::pg_temp.mood] AS moods, ARRAY[7::pg_temp.positive] AS domains, '1 2'::int2vector AS vector,
              ARRAY['(1,1),(0,0)'::box] AS boxes`,
    );
    expect(JSON.parse(jsonOf(outcome.results)[2] ?? '')).toEqual([
      {
        deep: [
          [1, 2],
          [3, null],
        ],
        bounds: [5, 6],
        jsons: [{ a: 1 }],
        moods: ['so so'],
        domains: [7],
        vector: '1 2',
        boxes: '{(1,1),(0,0)}',
      },
    ]);
  });
});

test('a result belongs to its statement: rows, a tag, or what COPY wrote', async () => {
  const results = await resultsOf(
    'CREATE TEMP TABLE t (n int); INSERT INTO t VALUES (1), (2); SELECT n FROM t WHERE n > 5; COPY t TO STDOUT; TABLE t',
  );
  expect(results).toMatchObject([
    { tag: 'CREATE TABLE', columns: undefined, copied: undefined },
    { tag: 'INSERT 0 2', columns: undefined },
    { tag: 'SELECT 0', columns: [{ name: 'n', type: 23 }], rows: [] },
    { tag: 'COPY 2', columns: undefined, copied: '1\n2\n' },
    { tag: 'SELECT 2', columns: [{ name: 'n' }], rows: [['1'], ['2']] },
  ]);
  expect(csvOf(results)).toEqual(['n', '1\n2', 'n', '1', '2']);
  expect(jsonOf(results)).toEqual(['[]', '[]', '[]', '[]', '[{"n":1},{"n":2}]']);
});
