import { expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';

const FIRST = `
  CREATE TABLE public.site (id bigint PRIMARY KEY, name varchar(20));
  CREATE TABLE public.meter (id bigint PRIMARY KEY);
  CREATE TABLE public.part (at date NOT NULL, v int) PARTITION BY RANGE (at);
  CREATE INDEX part_v ON public.part (v);
  CREATE INDEX site_name ON public.site (lower(name));
  CREATE TYPE public.fuel AS ENUM ('gas', 'oil');
  ALTER TABLE public.meter ADD COLUMN fuel public.fuel;`;

/** What the rules find in the second migration. */
async function found(only: readonly string[], up: string, down?: string): Promise<string[]> {
  const { findings } = await lintChain([[FIRST], down === undefined ? [up] : [up, down]], { preset: 'strict', only });
  return findings.filter(({ file }) => file.startsWith('000002')).map(({ code, what }) => `${code}: ${what}`);
}

const DELETED = 'delete-all: all rows of public.site are deleted';
const INSERTED = 'unguarded-insert: each run inserts rows into public.site';

test.for<[up: string, ...found: string[]]>([
  ['MERGE INTO public.site USING public.meter ON false WHEN NOT MATCHED THEN INSERT (id) VALUES (1);', INSERTED],
  ['MERGE INTO public.site USING public.meter ON false WHEN NOT MATCHED BY SOURCE THEN DELETE;', DELETED],
  ['MERGE INTO public.site s USING public.meter m ON s.id = m.id WHEN NOT MATCHED THEN INSERT (id) VALUES (m.id);'],
  ['MERGE INTO public.site s USING public.meter m ON s.id = m.id WHEN NOT MATCHED BY SOURCE THEN DELETE;'],
  ['WITH d AS (DELETE FROM public.site RETURNING id) SELECT count(*) FROM d;', DELETED],
  ['WITH d AS (DELETE FROM public.site RETURNING *) INSERT INTO public.old SELECT * FROM d;'],
  ['WITH d AS (DELETE FROM public.site WHERE id = 1 RETURNING id) SELECT count(*) FROM d;'],
])('rows that MERGE and WITH change: %s', async ([up, ...expected]) => {
  const rules = ['delete-all', 'unguarded-insert'];
  expect((await found(rules, up)).filter((each) => !each.includes('public.old'))).toEqual(expected);
});

test.for<[up: string, ...found: string[]]>([
  ['CREATE INDEX CONCURRENTLY i ON public.part (at);', 'concurrently-refused: public.part is partitioned'],
  ['DROP INDEX CONCURRENTLY public.part_v;', 'concurrently-refused: the table of public.part_v is partitioned'],
  ['DROP INDEX public.part_v;'],
  ['CREATE INDEX i ON ONLY public.part (at);'],
  [
    'CREATE INDEX i ON public.part (at);',
    'index-blocks-writes: writes to public.part are blocked while the index is built',
  ],
  [
    'CREATE INDEX i ON ONLY public.site (id);',
    'index-blocks-writes: writes to public.site are blocked while the index is built',
  ],
  ['ALTER INDEX public.part_v ATTACH PARTITION public.part_24_v;'],
])('indexes of partitioned tables: %s', async ([up, ...expected]) => {
  const rules = ['concurrently-refused', 'index-blocks-writes', 'index-drop-blocks', 'unguarded-alter'];
  expect(await found(rules, up)).toEqual(expected);
});

const OTHER_INDEX = 'down-definition-differs: index public.site_name: another definition after the down';

test.for<[up: string, down: string, ...found: string[]]>([
  ['DROP INDEX public.site_name;', 'CREATE INDEX site_name ON public.site USING btree (lower((name)::text));'],
  ['DROP INDEX public.site_name;', 'CREATE INDEX site_name ON public.site (lower(name) ASC NULLS LAST);'],
  ['DROP INDEX public.site_name;', 'CREATE INDEX site_name ON public.site (lower(name) DESC);', OTHER_INDEX],
  ['DROP INDEX public.site_name;', 'CREATE INDEX site_name ON public.site (upper(name));', OTHER_INDEX],
  [
    "ALTER TYPE public.fuel ADD VALUE 'sun';",
    `CREATE TYPE public.fuel_old AS ENUM ('gas', 'oil');
     ALTER TABLE public.meter ALTER COLUMN fuel TYPE public.fuel_old USING fuel::text::public.fuel_old;
     DROP TYPE public.fuel; ALTER TYPE public.fuel_old RENAME TO fuel;`,
  ],
  [
    "ALTER TYPE public.fuel ADD VALUE 'sun';",
    `CREATE TYPE public.fuel_old AS ENUM ('gas');
     ALTER TABLE public.meter ALTER COLUMN fuel TYPE public.fuel_old USING fuel::text::public.fuel_old;
     DROP TYPE public.fuel; ALTER TYPE public.fuel_old RENAME TO fuel;`,
    'down-definition-differs: type public.fuel: another definition after the down',
  ],
  [
    `CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
     CREATE TRIGGER meter_touch BEFORE UPDATE ON public.meter FOR EACH ROW EXECUTE FUNCTION public.touch();`,
    'DROP FUNCTION public.touch() CASCADE;',
  ],
  [
    'CREATE TRIGGER meter_touch BEFORE UPDATE ON public.meter FOR EACH ROW EXECUTE FUNCTION public.touch();',
    'DROP FUNCTION public.other() CASCADE;',
    'incomplete-down: trigger public.meter.meter_touch still exists after the down',
  ],
])('after %s, %s restores what was there', async ([up, down, ...expected]) => {
  expect(await found(['incomplete-down', 'down-definition-differs'], up, down)).toEqual(expected);
});

const MEMBERS = 'unguarded-alter: the members of extension hstore change without a guard';

test.for<[up: string, ...found: string[]]>([
  ['ALTER EXTENSION hstore ADD FUNCTION tags(hstore);', MEMBERS],
  ['ALTER EXTENSION hstore DROP FUNCTION tags(hstore);', MEMBERS],
  ["ALTER EXTENSION hstore UPDATE TO '1.8';"],
])('members of an extension: %s', async ([up, ...expected]) => {
  expect(await found(['unguarded-alter'], up)).toEqual(expected);
});
