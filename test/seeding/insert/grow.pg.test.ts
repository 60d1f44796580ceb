import { expect, test } from 'vitest';

import { populate } from '../../../src/seeding/insert/populate.ts';
import { populated } from './populated.ts';

const SHOP = `
  CREATE TYPE state AS ENUM ('new', 'paid');
  CREATE TABLE customer (id serial PRIMARY KEY, email text NOT NULL UNIQUE, age int CHECK (age BETWEEN 18 AND 120));
  CREATE TABLE address (customer_id int PRIMARY KEY REFERENCES customer, line text NOT NULL);
  CREATE TABLE purchase (
    id uuid PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, state state NOT NULL, follows uuid REFERENCES purchase,
    placed timestamptz NOT NULL, paid timestamptz, CHECK (paid >= placed));
  CREATE TABLE label (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
  CREATE TABLE labelled (purchase_id uuid REFERENCES purchase, label_id int REFERENCES label, PRIMARY KEY (purchase_id, label_id));
  CREATE TABLE receipt (
    purchase_id uuid NOT NULL UNIQUE REFERENCES purchase, address_id int NOT NULL UNIQUE REFERENCES address,
    CHECK (purchase_id IS NOT NULL OR address_id IS NOT NULL));
  CREATE TABLE reading (at date NOT NULL, value numeric(8,2)) PARTITION BY RANGE (at);
  CREATE TABLE reading_2024 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');`;

test('every table is brought to the number of rows asked for, and no further', async () => {
  await using database = await populated(SHOP, { rows: 600, bounds: false });
  const { client, report } = database;
  expect(report.populated).toEqual(
    ['address', 'customer', 'label', 'labelled', 'purchase', 'reading', 'receipt'].map((name) => ({
      table: `public.${name}`,
      rows: 600,
    })),
  );
  expect(report.unpopulated).toEqual([]);
  const again = await populate(client, { rows: 600, bounds: false });
  expect(again).toEqual({ populated: [], unpopulated: [] });
  const more = await populate(client, { rows: 610, bounds: false, only: ['public.customer'] });
  expect(more.populated).toEqual([{ table: 'public.customer', rows: 10 }]);
  expect(Number((await database.values('SELECT count(DISTINCT customer_id) FROM purchase'))[0])).toBeGreaterThan(300);
  expect(
    await database.values('SELECT count(*)::int FROM purchase WHERE follows IS NOT NULL AND paid > placed'),
  ).not.toEqual([0]);
});

test('a table that cannot hold as many says why', async () => {
  await using database = await populated(
    `CREATE TABLE flag (value boolean NOT NULL UNIQUE);
     CREATE TABLE pair (flag boolean NOT NULL UNIQUE REFERENCES flag (value));
     CREATE TABLE never (id int NOT NULL CHECK (id > 1 AND id < 1));`,
    { rows: 50, bounds: false },
  );
  expect(database.report.populated).toEqual([
    { table: 'public.flag', rows: 2, reason: 'no more values for flag_value_key: all 2 are used' },
    { table: 'public.pair', rows: 2, reason: 'no more distinct values were found for pair_flag_key' },
  ]);
  expect(database.report.unpopulated).toMatchObject([
    { table: 'public.never', reason: expect.stringContaining('never_id_check') },
  ]);
});

test('tables whose keys lead round have as many rows as the others', async () => {
  await using database = await populated(
    `CREATE TABLE charge (id int PRIMARY KEY, run_id int UNIQUE);
     CREATE TABLE run (id int PRIMARY KEY, charge_id int REFERENCES charge, line_id int NOT NULL UNIQUE);
     CREATE TABLE line (id int PRIMARY KEY, run_id int REFERENCES run);
     ALTER TABLE charge ADD FOREIGN KEY (run_id) REFERENCES run;
     ALTER TABLE run ADD FOREIGN KEY (line_id) REFERENCES line;`,
    { rows: 300, bounds: false },
  );
  expect(database.report.populated).toEqual(
    ['charge', 'line', 'run'].map((name) => ({ table: `public.${name}`, rows: 300 })),
  );
});

test('a table with a rule, which takes no ON CONFLICT, is filled all the same', async () => {
  await using database = await populated(
    `CREATE TABLE noted (id int PRIMARY KEY); CREATE TABLE note (id int);
     CREATE RULE note AS ON INSERT TO noted DO ALSO INSERT INTO note VALUES (1);`,
    { rows: 300, bounds: false },
  );
  expect(database.report.populated).toContainEqual({ table: 'public.noted', rows: 300 });
});

test('the ends of a range are used after all other values, and then it is exhausted', async () => {
  await using database = await populated(
    `CREATE DOMAIN storey AS int CHECK (VALUE BETWEEN 0 AND 2);
     CREATE TABLE room (id smallint PRIMARY KEY CHECK (id BETWEEN 1 AND 20), name text NOT NULL UNIQUE);
     CREATE TABLE seat (storey storey NOT NULL, number int NOT NULL CHECK (number IN (1, 3, 5)), UNIQUE (storey, number));
     CREATE TABLE even (id int PRIMARY KEY CHECK (id BETWEEN 1 AND 20 AND id % 2 = 0));
     CREATE TABLE distant (id bigint PRIMARY KEY CHECK (id > 5000000000));`,
    { rows: 50, bounds: false },
  );
  expect(database.report.populated).toEqual([
    { table: 'public.distant', rows: 50 },
    { table: 'public.even', rows: 10, reason: 'no more values for even_pkey: all 10 are used' },
    { table: 'public.room', rows: 20, reason: 'no more values for room_pkey: all 20 are used' },
    { table: 'public.seat', rows: 9, reason: 'no more values for seat_storey_number_key: all 9 are used' },
  ]);
  const again = await populate(database.client, { rows: 50, bounds: false, only: ['public.room'] });
  expect(again).toEqual({
    populated: [],
    unpopulated: [{ table: 'public.room', reason: 'no more values for room_pkey: all 20 are used', isEmpty: false }],
  });
  await database.client.query('DELETE FROM room WHERE id IN (1, 7, 20)');
  const restored = await populate(database.client, { rows: 20, bounds: false, only: ['public.room'] });
  expect(restored).toEqual({ populated: [{ table: 'public.room', rows: 3 }], unpopulated: [] });
});

test('rows have ordinary values while there are some', async () => {
  await using database = await populated('CREATE TABLE room (id int PRIMARY KEY CHECK (id BETWEEN 1 AND 900))', {
    rows: 300,
    bounds: false,
  });
  expect(await database.values('SELECT count(*)::int FROM room WHERE id NOT IN (1, 900)')).toEqual([300]);
});

test('where nothing else meets a condition, the column gets its default, as many times as rows are wanted', async () => {
  await using database = await populated(
    `CREATE FUNCTION next_id() RETURNS uuid LANGUAGE sql AS
       $$ SELECT overlay(gen_random_uuid()::text PLACING 'f00d' FROM 10)::uuid $$;
     CREATE TABLE t (id uuid PRIMARY KEY DEFAULT next_id() CHECK (substr(id::text, 10, 4) = 'f00d'), n int)`,
    { rows: 40, bounds: false },
  );
  expect(database.report).toEqual({ populated: [{ table: 'public.t', rows: 40 }], unpopulated: [] });
});
