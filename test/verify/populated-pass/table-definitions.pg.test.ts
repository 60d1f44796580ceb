import { expect, test } from 'vitest';

import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import { tableDefinitions } from '../../../src/verify/populated-pass/table-definitions.ts';
import { scratchDatabase } from '../../database.ts';

const SCHEMA = `
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TABLE person (id int PRIMARY KEY, mood mood);
  CREATE TABLE pet (owner int REFERENCES person, like_its_owner person);
  CREATE TABLE reading (day date) PARTITION BY RANGE (day);
  CREATE TABLE january PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`;

const ALL = ['january', 'person', 'pet', 'reading'];

test.for([
  ['ALTER TABLE pet ADD COLUMN name text NOT NULL', ['pet']],
  ['ALTER TABLE pet ADD CHECK (owner > 0)', ['pet']],
  ['CREATE UNIQUE INDEX ON pet (owner)', ['pet']],
  ['CREATE TRIGGER keep BEFORE INSERT ON pet FOR EACH ROW EXECUTE FUNCTION keep()', ['pet']],
  ['ALTER TABLE person ADD COLUMN born date', ['person', 'pet']],
  ["ALTER TYPE mood ADD VALUE 'calm'", ALL],
  [`CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`, ALL],
  ['DROP TABLE january', ALL],
  ["CREATE TABLE february PARTITION OF reading FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')", ALL],
  ['CREATE TABLE other (id int)', []],
  ['CREATE VIEW happy AS SELECT * FROM person', []],
  ['CREATE SEQUENCE number', []],
  ["INSERT INTO person VALUES (1, 'sad')", []],
] as const)('%s changes the definitions of %s', async ([sql, changed]) => {
  await using database = await scratchDatabase('definitions');
  const { client } = database;
  const read = async (): Promise<{ definitions: ReadonlyMap<string, string>; fingerprints: Map<string, string> }> => ({
    definitions: tableDefinitions(await describeSchema(client)),
    fingerprints: new Map((await readSchema(client)).tables.map(({ name, fingerprint }) => [name, fingerprint])),
  });
  await client.query(SCHEMA);
  const before = await read();
  await client.query(sql);
  const after = await read();
  const differs = (table: string): boolean => before.definitions.get(table) !== after.definitions.get(table);
  expect(ALL.filter((table) => differs(`public.${table}`))).toEqual([...changed]);
  const other = [...before.fingerprints].filter(([table, text]) => after.fingerprints.get(table) !== text);
  expect(other.filter(([table]) => !differs(table))).toEqual([]);
});
