import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Batch, Column } from '../../../src/seeding/load/batch.ts';
import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import { openLoader } from '../../../src/seeding/load/loader.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';

const SERIES = `CREATE TABLE series (id uuid, start_ts timestamptz, kwh float8, unit_cost numeric(19,4), cost numeric(7,5),
  whole int4, small int2, single float4, many numeric(12,0), note text)`;

async function loaded(database: ScratchDatabase, batches: readonly Batch[]): Promise<ReadonlyMap<string, number>> {
  const loader = openLoader(database.client, await readSchema(database.client));
  for (const batch of batches) {
    await loader.load(batch);
  }
  await loader.end();
  return loader.rows;
}

function numbers(values: readonly number[], nulls?: readonly number[]): Column {
  return { kind: 'numbers', values: Float64Array.from(values), nulls: nulls && Uint8Array.from(nulls) };
}

test('columns of numbers, with and without NULL, hold what the same numbers are as texts', async () => {
  await using database = await scratchDatabase('load');
  const { client } = database;
  await client.query(`${SERIES}; CREATE TABLE texts (LIKE series)`);
  const limits = {
    kwh: 1e300,
    unit_cost: 1e15 - 1,
    cost: 99.99,
    whole: 2 ** 31 - 1,
    small: 32_767,
    single: 1e30,
    many: 1e12 - 1,
  };
  const row = fc.record(
    Object.fromEntries(
      Object.entries(limits).map(([name, most]) => [
        name,
        ['whole', 'small', 'many'].includes(name)
          ? fc.maxSafeInteger().map((value) => value % most)
          : fc.oneof(
              fc.double({ min: -most, max: most, noNaN: true }).map((value) => (Math.abs(value) < 1e-30 ? 0 : value)),
              fc.integer({ min: -999_999, max: 999_999 }).map((value) => value / 10_000),
              fc.constantFrom(0.00005, 1.00005, 2.000005, 9999.99995, -0.000001).map((value) => value % most),
            ),
      ]),
    ),
  );
  const instant = fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1000 + 7);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(row, instant, fc.boolean()), { minLength: 1, maxLength: 40 }),
      fc.boolean(),
      async (rows, withNulls) => {
        await client.query('TRUNCATE series, texts');
        const isNull = rows.map(([, , flag]) => Number(flag && withNulls));
        const columns: Record<string, Column> = {
          id: { kind: 'same', value: '5f0c954c-5d34-4dbe-9c38-3b4c2ea7ad6f' },
          start_ts: { kind: 'instants', values: Float64Array.from(rows.map(([, at]) => at)) },
        };
        for (const name of Object.keys(limits)) {
          columns[name] = numbers(
            rows.map(([each], i) => (isNull[i] === 1 ? Number.NaN : (each[name] ?? 0))),
            isNull,
          );
        }
        await loaded(database, [{ table: ['public', 'series'], rows: rows.length, columns }]);
        for (const [i, [each, at]] of rows.entries()) {
          await client.query(
            `INSERT INTO texts VALUES ('5f0c954c-5d34-4dbe-9c38-3b4c2ea7ad6f', $1, $2, $3, $4, $5, $6, $7, $8)`,
            [
              new Date(at).toISOString(),
              ...Object.keys(limits).map((name) => (isNull[i] === 1 ? null : String(each[name]))),
            ],
          );
        }
        const { rows: different } = await client.query(
          '(TABLE series EXCEPT ALL TABLE texts) UNION ALL (TABLE texts EXCEPT ALL TABLE series)',
        );
        expect(different).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});

test('more rows than a block holds arrive in order, whatever comes between', async () => {
  await using database = await scratchDatabase('load');
  await database.client.query(`${SERIES}; CREATE TABLE other (n int, name text)`);
  const count = 20_000;
  const start = Float64Array.from({ length: count }, (_, i) => i * 1_800_000);
  const series: Batch = {
    table: ['public', 'series'],
    rows: count,
    columns: { start_ts: { kind: 'instants', values: start }, kwh: { kind: 'numbers', values: start } },
  };
  const other: Batch = {
    table: ['public', 'other'],
    rows: count,
    columns: {
      n: numbers(Array.from(start, (_, i) => i)),
      name: { kind: 'values', values: Array.from(start, (_, i) => 'x'.repeat(i % 90)) },
    },
  };
  const rows = await loaded(database, [series, other, series, series]);
  expect(Object.fromEntries(rows)).toEqual({ 'public.series': 3 * count, 'public.other': count });
  const { rows: sums } = await database.client.query(
    `SELECT (SELECT count(*) || ' ' || sum(kwh)::numeric || ' ' || sum(extract(epoch FROM start_ts) * 1000) FROM series) AS series,
            (SELECT count(*) || ' ' || sum(n) || ' ' || sum(length(name)) FROM other) AS other`,
  );
  const total = start.reduce((sum, value) => sum + value, 0);
  const letters = Array.from(start, (_, i) => i % 90).reduce((sum, value) => sum + value, 0);
  expect(sums).toEqual([
    {
      series: `${3 * count} ${3 * total} ${3 * total}.000000`,
      other: `${count} ${(count * (count - 1)) / 2} ${letters}`,
    },
  ]);
});

test('columns that the table lacks or generates are left out', async () => {
  await using database = await scratchDatabase('load');
  await database.client.query(
    'CREATE TABLE t (a int, twice int GENERATED ALWAYS AS (a * 2) STORED, later int DEFAULT 7)',
  );
  const columns = { a: numbers([1, 2]), twice: numbers([9, 9]), unknown: numbers([3, 4]) };
  await loaded(database, [
    { table: ['public', 't'], rows: 2, columns },
    { table: ['public', 'nowhere'], rows: 2, columns },
  ]);
  const { rows } = await database.client.query('SELECT * FROM t');
  expect(rows).toEqual([
    { a: 1, twice: 2, later: 7 },
    { a: 2, twice: 4, later: 7 },
  ]);
});

test.each<[string, Column, RegExp]>([
  [
    'unit_cost',
    numbers([1, 1e15]),
    /^public\.series, column unit_cost, row 2: 1000000000000000 is too large for numeric\(19,4\)/,
  ],
  ['whole', numbers([2 ** 31]), /column whole, row 1: 2147483648 is not between -2147483648 and 2147483647/],
  ['small', numbers([0, 0.5]), /column small, row 2: 0\.5 is not a whole number/],
  ['single', numbers([1e39]), /column single, row 1: 1e\+39 is too large for real/],
  ['id', { kind: 'values', values: [null, 'x'] }, /column id, row 2: x is not a UUID/],
  ['start_ts', { kind: 'values', values: ['yesterday'] }, /column start_ts, row 1: yesterday is not a time/],
  ['note', { kind: 'same', value: 'a\0b' }, /column note, row 1: .* zero byte/],
  ['kwh', { kind: 'values', values: ['many'] }, /column kwh, row 1: many is not a number/],
])('%s that does not fit is an error that says where', async (name, column, message) => {
  await using database = await scratchDatabase('load');
  await database.client.query(SERIES);
  const rows = column.kind === 'same' ? 1 : column.values.length;
  const loading = loaded(database, [{ table: ['public', 'series'], rows, columns: { [name]: column } }]);
  await expect(loading).rejects.toMatchObject({ code: 'VALUE_DOES_NOT_FIT', message: expect.stringMatching(message) });
  const { rows: left } = await database.client.query('SELECT count(*)::int AS count FROM series');
  expect(left).toEqual([{ count: 0 }]);
});

test('an error of the server names the table and row, and the connection remains usable', async () => {
  await using database = await scratchDatabase('load');
  await database.client.query('CREATE TABLE t (a int CHECK (a > 0))');
  const loading = loaded(database, [{ table: ['public', 't'], rows: 2, columns: { a: numbers([1, -1]) } }]);
  await expect(loading).rejects.toMatchObject({
    code: 'LOAD_REFUSED',
    message: expect.stringMatching(/^public\.t: .*violates check constraint "t_a_check"[^]*line 2/),
  });
  const { rows } = await database.client.query('SELECT count(*)::int AS count FROM t');
  expect(rows).toEqual([{ count: 0 }]);
});

test('a COPY that is given up leaves nothing', async () => {
  await using database = await scratchDatabase('load');
  await database.client.query('CREATE TABLE t (a int)');
  const loader = openLoader(database.client, await readSchema(database.client));
  await loader.load({ table: ['public', 't'], rows: 1, columns: { a: numbers([1]) } });
  await loader.abort();
  const { rows } = await database.client.query('SELECT count(*)::int AS count FROM t');
  expect(rows).toEqual([{ count: 0 }]);
});
