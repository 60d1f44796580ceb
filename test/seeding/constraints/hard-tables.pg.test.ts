import { expect, test } from 'vitest';

import { populated } from '../insert/populated.ts';

const ROWS = 200;

const MPAN_WEIGHTS = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** Tables that could not be filled once, each with what all of its rows must meet besides. */
const TABLES: Readonly<Record<string, readonly [definition: string, condition: string]>> = {
  mpan: [
    `(mpan char(13) PRIMARY KEY CHECK (mpan ~ '^[0-9]{13}$'))`,
    // The check digit of a meter point: weights 3, 5, 7, 13 and so on, modulo 11, modulo 10.
    `(SELECT sum(substr(mpan, i, 1)::int * (ARRAY[${MPAN_WEIGHTS.join(', ')}])[i]) FROM generate_series(1, 12) AS i) % 11 % 10 = substr(mpan, 13, 1)::int`,
  ],
  code: [`(code char(8) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{2}[0-9]{6}$'))`, 'length(code) = 8'],
  invoice: [`(number text NOT NULL CHECK (number LIKE 'INV-%' AND length(number) = 12))`, `number LIKE 'INV-%'`],
  contained: [`(a jsonb NOT NULL CHECK (a @> '{"kind": "meter"}'))`, `a ->> 'kind' = 'meter'`],
  counted: [`(a jsonb NOT NULL CHECK (jsonb_array_length(a) BETWEEN 2 AND 4))`, `jsonb_typeof(a) = 'array'`],
  pathed: [`(a jsonb NOT NULL CHECK (jsonb_path_exists(a, '$.a.b')))`, `a #> '{a,b}' IS NOT NULL`],
  shares: [`(a int NOT NULL, b int NOT NULL, c int NOT NULL, CHECK (a + b + c = 100))`, 'a + b + c = 100'],
  book: [`(isbn isn.isbn13 PRIMARY KEY, old isn.isbn NOT NULL)`, `isn.is_valid(isbn) AND isn.is_valid(old)`],
  product: [
    `(upc isn.upc PRIMARY KEY, ean isn.ean13 NOT NULL, music isn.ismn13 NOT NULL, journal isn.issn13 NOT NULL, CHECK (upc IS NOT NULL))`,
    `isn.is_valid(upc) AND isn.is_valid(ean) AND isn.is_valid(music) AND isn.is_valid(journal)`,
  ],
  place: [`(a point NOT NULL CHECK (a[0] BETWEEN -8 AND 2 AND a[1] BETWEEN 49 AND 61))`, 'a[1] > 48'],
  entity: [
    `(id uuid PRIMARY KEY DEFAULT uuidv7() CHECK (uuid_extract_version(id) = 7))`,
    'uuid_extract_version(id) = 7',
  ],
  reading: [
    `(at timestamptz NOT NULL, meter int NOT NULL, PRIMARY KEY (at)) PARTITION BY RANGE (at);
     CREATE TABLE reading_2024_02 PARTITION OF reading FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')`,
    `at >= '2024-02-01' AND at < '2024-03-01'`,
  ],
  event: [
    `(at timestamp PRIMARY KEY, CHECK (at >= '2024-02-01' AND at < '2024-03-01'))`,
    `at >= '2024-02-01' AND at < '2024-03-01'`,
  ],
};

test('tables with conditions that are hard to meet are filled to the last row', async () => {
  const tables = Object.entries(TABLES);
  await using database = await populated(
    `CREATE SCHEMA isn; CREATE EXTENSION isn SCHEMA isn; SET TimeZone = 'UTC';
     ${tables.map(([name, [definition]]) => `CREATE TABLE ${name} ${definition};`).join('\n')}`,
    { rows: ROWS, bounds: false },
  );
  expect(database.report.unpopulated).toEqual([]);
  expect(database.report.populated).toEqual(
    tables.map(([name]) => ({ table: `public.${name}`, rows: ROWS })).toSorted((a, b) => (a.table < b.table ? -1 : 1)),
  );
  for (const [name, [, condition]] of tables) {
    expect({ name, right: await database.values(`SELECT count(*)::int FROM ${name} WHERE ${condition}`) }).toEqual({
      name,
      right: [ROWS],
    });
  }
});
