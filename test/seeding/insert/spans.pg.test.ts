import { expect, test } from 'vitest';

import { populated } from './populated.ts';

/** Each has a start and an end, with something between the columns where that makes a difference. */
const TABLES = {
  equal: `(s timestamptz NOT NULL, e timestamptz NOT NULL, CHECK (e = s + interval '30 minutes'))`,
  apart: `(id int PRIMARY KEY, s timestamptz NOT NULL, note text, e timestamptz NOT NULL, CHECK (e - s = interval '30 minutes'))`,
  before: `(e timestamp NOT NULL, s timestamp NOT NULL UNIQUE, CHECK (s = e - interval '1 day 02:00'))`,
  within: `(site int, s timestamptz, e timestamptz NOT NULL, PRIMARY KEY (site, s), CHECK (e > s), CHECK (e <= s + interval '1 hour'))`,
  beyond: `(s timestamptz NOT NULL, e timestamptz NOT NULL, CHECK (s >= '2030-01-01' AND e - s >= interval '15 minutes' AND e < s + interval '1 hour'))`,
  noted: `(s timestamptz NOT NULL, e timestamptz NOT NULL, noted timestamptz NOT NULL, CHECK (e - s = interval '1 hour'), CHECK (noted >= s))`,
  days: `(s date NOT NULL, e date NOT NULL, CHECK (e = s + interval '7 days'))`,
};

test('a start and an end have the length of time between them that conditions ask for', async () => {
  const schema = Object.entries(TABLES).map(([name, columns]) => `CREATE TABLE ${name} ${columns};`);
  await using database = await populated(schema.join('\n'), { rows: 300, bounds: false });
  expect(database.report).toEqual({
    populated: Object.keys(TABLES)
      .toSorted()
      .map((name) => ({ table: `public.${name}`, rows: 300 })),
    unpopulated: [],
  });
});

test('also where only the start decides the partition', async () => {
  await using database = await populated(
    `CREATE TABLE reading (
       site int NOT NULL, s timestamptz NOT NULL, e timestamptz NOT NULL, value float8,
       PRIMARY KEY (site, s), CHECK (e > s), CHECK (e <= s + interval '1 hour')) PARTITION BY RANGE (s);
     CREATE TABLE reading_2024_01 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
     CREATE TABLE reading_2024_02 PARTITION OF reading FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
     CREATE TABLE slot (s timestamptz NOT NULL, e timestamptz NOT NULL, CHECK (e = s + interval '30 minutes')) PARTITION BY RANGE (s);
     CREATE TABLE slot_2024 PARTITION OF slot FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');`,
    { rows: 300, bounds: false },
  );
  expect(database.report).toEqual({
    populated: ['reading', 'slot'].map((name) => ({ table: `public.${name}`, rows: 300 })),
    unpopulated: [],
  });
});
