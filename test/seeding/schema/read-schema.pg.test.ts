import { expect, test } from 'vitest';

import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import { scratchDatabase } from '../../database.ts';

test('of tables that are read alone, everything is known that is known when all are read', async () => {
  await using database = await scratchDatabase();
  const { client } = database;
  await client.query(`
    CREATE TYPE unit AS ENUM ('kW', 'kWh');
    CREATE DOMAIN share AS numeric CHECK (VALUE BETWEEN 0 AND 1);
    CREATE TYPE reading AS (at timestamptz, unit unit, share share);
    CREATE TABLE site (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, area text NOT NULL DEFAULT 'north');
    CREATE TABLE address (street text, unit unit);
    CREATE TABLE owner (id serial PRIMARY KEY, home address, history reading[]);
    CREATE TABLE contact (owner owner, others address[]);
    CREATE TABLE meter (
      id serial PRIMARY KEY, site bigint REFERENCES site, unit unit NOT NULL, share share,
      kw numeric CHECK (kw > 0), watts numeric GENERATED ALWAYS AS (kw * 1000) STORED, UNIQUE (site, unit));
    CREATE TABLE value (meter int REFERENCES meter, at date NOT NULL, PRIMARY KEY (meter, at)) PARTITION BY RANGE (at);
    CREATE TABLE value_2024 PARTITION OF value FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE note (meter int, at date, FOREIGN KEY (meter, at) REFERENCES value);
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER stamp BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION stamp();`);
  const all = await readSchema(client);
  expect(all.tables.map(({ name }) => name)).toHaveLength(7);
  for (const table of all.tables) {
    await client.query('BEGIN');
    const alone = await readSchema(client, [], [table.name]);
    await client.query('ROLLBACK');
    expect(alone.tables.find(({ name }) => name === table.name)).toStrictEqual(table);
  }
});
