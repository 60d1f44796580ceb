import { expect, test } from 'vitest';

import { fileColumn } from '../../../src/seeding/export/file-column.ts';
import { outputText } from '../../../src/seeding/export/output-text.ts';
import type { CellValue } from '../../../src/seeding/load/batch.ts';
import { scratchDatabase } from '../../database.ts';

/** Values, and the texts by which the server is given the same. */
const CASES: readonly (readonly [type: string, values: readonly (readonly [Exclude<CellValue, null>, string])[]])[] = [
  [
    'float8',
    [0, -0, 0.1, 1e-4, 9.9e-5, 1.5e-7, 123456789012345, 1e15, 1.25e20, -3.5e-300, 5e-324, 1.7976931348623157e308].map(
      (value) => [value, Object.is(value, -0) ? '-0' : String(value)],
    ),
  ],
  [
    'float8',
    [
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      [Number.NEGATIVE_INFINITY, '-Infinity'],
    ],
  ],
  [
    'numeric(19,4)',
    [0, 1, -1, 0.00005, -0.00005, 0.25, 1.00005, 2.675, 123456.78905, 1e-9, -1e-9, 1e14].map((value) => [
      value,
      String(value),
    ]),
  ],
  ['numeric(15,0)', [0.5, 1.5, -2.5, 7].map((value) => [value, String(value)])],
  [
    'timestamptz',
    [0, -1, 951_782_400_123, Date.UTC(1900, 0), Date.UTC(2024, 2, 31, 1, 0, 0, 100)].map((value) => [
      value,
      new Date(value).toISOString(),
    ]),
  ],
  [
    'timestamptz',
    ['2024-10-27T01:30:00.000250+01:00', '2024-02-29', '1999-12-31T23:59:59.999999Z'].map((value) => [
      value,
      value.length === 10 ? `${value} 00:00Z` : value,
    ]),
  ],
  [
    'interval',
    [
      [0, '0'],
      [59.5, '59.5 s'],
      [90_061.000001, '90061.000001 s'],
      ['P1Y2M3DT4H', 'P1Y2M3DT4H'],
      ['P1D', 'P1D'],
    ],
  ],
  [
    'bool',
    [
      [true, 't'],
      [false, 'f'],
    ],
  ],
  [
    'int4',
    [
      [-7, '-7'],
      [0, '0'],
    ],
  ],
  ['uuid', [['8D5E957F-2978-4b5f-a5ff-d9b1a5ec46ae', '8D5E957F-2978-4b5f-a5ff-d9b1a5ec46ae']]],
  [
    'text',
    [
      ['', ''],
      ['a "b", c\n', 'a "b", c\n'],
      ['ünïcödé 😀', 'ünïcödé 😀'],
    ],
  ],
];

const JSON_VALUES: readonly Exclude<CellValue, null>[] = [
  { bb: 1, a: 2, c: { ä: [1.5, null, true], b: '' }, aaa: 1e21 },
  { small: 1e-7, text: 'tab\t "quoted" \\ \u0001 \u007f ü', empty: {}, list: [] },
  [{ a: -0.5 }, [], 'x'],
  'text',
  3.402_823_466_385_288_6e38,
];

const LISTS: readonly (readonly string[])[] = [
  [],
  ['plain', 'two words', '', 'NULL', 'null', 'a,b', '{x}', 'quote"', 'back\\slash'],
];

test('values are written as the server writes them', async () => {
  await using database = await scratchDatabase();
  await database.client.query(`SET TimeZone = 'UTC'; CREATE TYPE point_of AS (lat float8, lon float8)`);
  const written = async (type: string, text: unknown): Promise<string | undefined> =>
    (await database.client.query<{ text: string }>(`SELECT CAST($1::text AS ${type})::text AS text`, [text])).rows[0]
      ?.text;
  for (const [type, values] of CASES) {
    for (const [value, text] of values) {
      const server = await written(type, text);
      // The text of a boolean differs from what COPY writes.
      expect({ type, text, ours: ours(type, value) }).toEqual({ type, text, ours: type === 'bool' ? text : server });
    }
  }
  for (const value of JSON_VALUES) {
    expect(ours('jsonb', value)).toBe(await written('jsonb', JSON.stringify(value)));
  }
  for (const list of LISTS) {
    const { rows } = await database.client.query<{ text: string }>('SELECT $1::text[]::text AS text', [list]);
    expect(ours('text[]', list)).toBe(rows[0]?.text);
  }
  const { rows } = await database.client.query<{ text: string }>('SELECT row(51.5, null)::point_of::text AS text');
  expect(ours('(lat,lon)', { lat: 51.5, lon: null })).toBe(rows[0]?.text);
});

function ours(type: string, value: Exclude<CellValue, null>): string {
  return outputText(fileColumn('x', type).type, value);
}
