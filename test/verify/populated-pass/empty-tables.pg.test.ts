import { expect, test } from 'vitest';

import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { fillForTrials } from '../../../src/verify/populated-pass/base-with-rows.ts';
import { emptyTables } from '../../../src/verify/populated-pass/empty-tables.ts';
import { scratchDatabase } from '../../database.ts';

const SCHEMA = `
  CREATE TABLE site (id int PRIMARY KEY);
  CREATE TABLE meter (id int PRIMARY KEY, site int REFERENCES site);
  CREATE TABLE reading (meter int REFERENCES meter, day date) PARTITION BY RANGE (day);
  CREATE TABLE january PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
  INSERT INTO site VALUES (1);
  INSERT INTO meter VALUES (1, 1);
  INSERT INTO reading VALUES (1, '2024-01-02')`;

const KEEP = "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";

test.for([
  ['the table and those that refer to it', 'public.meter', '', ['public.site 1']],
  ['the root of a partition', 'public.january', '', ['public.meter 1', 'public.site 1']],
  ['none where rows of the migrations refer to it', 'public.site', 'INSERT INTO meter VALUES (2, 1)', undefined],
  [
    'none with a trigger',
    'public.meter',
    `${KEEP}; CREATE TRIGGER keep BEFORE INSERT ON meter FOR EACH ROW EXECUTE FUNCTION keep()`,
    undefined,
  ],
  ['none with a rule', 'public.meter', 'CREATE RULE r AS ON DELETE TO meter DO ALSO NOTIFY gone', undefined],
  ['none with a table that inherits', 'public.meter', 'CREATE TABLE child () INHERITS (meter)', undefined],
  [
    'none where a table refers to a partition',
    'public.reading',
    'ALTER TABLE january ADD PRIMARY KEY (day); CREATE TABLE note (day date REFERENCES january)',
    undefined,
  ],
] as const)('kept rows that go: %s', async ([, table, sql, left]) => {
  await using database = await scratchDatabase('emptied');
  const { client } = database;
  await client.query(`${SCHEMA}; ${sql}`);
  const counts = async (): Promise<string[]> =>
    (await describeSchema(client)).rows.filter(({ count }) => count > 0).map((each) => `${each.table} ${each.count}`);
  const before = await counts();
  const own = sql.startsWith('INSERT') ? 'public.meter' : '';
  expect(await emptyTables(client, [table], (each) => each !== own)).toBe(left !== undefined);
  expect(await counts()).toEqual(left ?? before);
});

test('their sequences start again, so that the next rows have the numbers of the first ones', async () => {
  await using database = await scratchDatabase('restarted');
  const { client } = database;
  await client.query('CREATE TABLE t (id serial, n int); INSERT INTO t (n) VALUES (1), (2)');
  expect(await emptyTables(client, ['public.t'], () => true)).toBe(true);
  const { rows } = await client.query('INSERT INTO t (n) VALUES (3) RETURNING id');
  expect(rows).toEqual([{ id: 1 }]);
});

test('a table with rows of the migrations that accepts no others has no rows that may go', async () => {
  await using database = await scratchDatabase('filled');
  const { client } = database;
  await client.query(`
    CREATE TABLE one (id int PRIMARY KEY CHECK (id = 1)); INSERT INTO one VALUES (1);
    CREATE TABLE two (id int CHECK (id > 1 AND id < 1)); CREATE TABLE three (id int)`);
  const filled = await fillForTrials([]).fill(client, await describeSchema(client), 'public.schema_migrations');
  expect(Object.fromEntries(filled)).toEqual({ 'public.one': -1, 'public.two': 0, 'public.three': 0 });
});
