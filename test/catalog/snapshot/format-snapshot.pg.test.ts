import { expect, test } from 'vitest';

import { formatSnapshot } from '../../../src/catalog/snapshot/format-snapshot.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';

const STATEMENTS = [
  'CREATE SCHEMA energy',
  "CREATE TYPE energy.grade AS ENUM ('A', 'B')",
  'CREATE TABLE energy.site (site_id int PRIMARY KEY, "Name" text NOT NULL, grade energy.grade)',
  "COMMENT ON TABLE energy.site IS 'Where\nmeters are.'",
  'CREATE FUNCTION energy.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$\n  SELECT n\n  * 2\n$$',
  'CREATE TABLE meter (meter_id int)',
  'CREATE INDEX meter_idx ON meter (meter_id)',
  'CREATE VIEW all_meters AS SELECT meter_id FROM meter',
];

const TEXT = `enum energy.grade labels 'A', 'B'
extension plpgsql version 1.0, schema pg_catalog
function energy.twice(integer) arguments n integer, returns integer, language sql, volatility immutable, parallel unsafe
  | SELECT n
  |   * 2
schema energy
schema public
  -- standard public schema
table energy.site
  -- Where meters are.
  column site_id integer NOT NULL
  column "Name" text NOT NULL
  column grade energy.grade
  constraint site_pkey PRIMARY KEY (site_id)
  index energy.site_pkey UNIQUE ON energy.site USING btree (site_id)
table public.meter
  column meter_id integer
  index public.meter_idx ON public.meter USING btree (meter_id)
view public.all_meters SELECT meter_id FROM public.meter;
  column meter_id integer
`;

async function textOf(statements: readonly string[]): Promise<string> {
  await using database = await scratchDatabase('format');
  for (const statement of statements) {
    await database.client.query(statement);
  }
  return formatSnapshot(await describeSchema(database.client, { rows: false, clusterWide: false }));
}

test('a schema is formatted with one object per line, under its parent', async () => {
  expect(await textOf(STATEMENTS)).toBe(TEXT);
});

test('the text does not depend on the order of creation', async () => {
  expect(await textOf([...STATEMENTS.slice(5), ...STATEMENTS.slice(0, 5)])).toBe(TEXT);
});
