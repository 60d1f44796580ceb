import { expect, test } from 'vitest';

import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { lintChain } from '../fixtures.ts';

const REVERSAL = ['incomplete-down', 'down-definition-differs'];

async function found(...chain: Parameters<typeof lintChain>[0]): Promise<string[]> {
  const { findings } = await lintChain(chain, { only: REVERSAL });
  return findings.map(({ what }) => what);
}

test.for([
  ['CREATE FOREIGN DATA WRAPPER w;', 'foreign data wrapper w'],
  ['CREATE SERVER a FOREIGN DATA WRAPPER w;', 'server a'],
  ['CREATE USER MAPPING FOR u SERVER a;', 'user mapping of u on a'],
  ['CREATE CAST (int4 AS t) WITH INOUT;', 'cast integer as t'],
  ['CREATE TRANSFORM FOR t LANGUAGE l (FROM SQL WITH FUNCTION f(internal));', 'transform of t for l'],
  ['CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();', 'event trigger e'],
  ["CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM f;", 'conversion public.c'],
  ['CREATE OPERATOR CLASS c FOR TYPE int USING btree AS OPERATOR 1 <;', 'operator class public.c'],
  ['CREATE OPERATOR FAMILY c USING btree;', 'operator family public.c'],
  ['CREATE ACCESS METHOD m TYPE INDEX HANDLER h;', 'access method m'],
  ["CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p;", 'subscription s'],
  ['SELECT * INTO copy FROM t;', 'table public.copy'],
] as const)('%s is not reverted by a down that drops something else', async ([up, what]) => {
  expect(await found([up, 'DROP VIEW v;'])).toEqual([`${what} still exists after the down`]);
});

test('an added constraint of a domain is not reverted', async () => {
  const add = 'ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0);';
  expect(await found(['CREATE DOMAIN d AS int;'], [add, 'DROP VIEW v;'])).toEqual([
    'type public.d: another definition after the down',
  ]);
});

test.for([
  ['-- ALTER TABLE meter DROP COLUMN IF EXISTS x;', 1],
  ['-- DROP TABLE IF EXISTS meter', 1],
  ['/* DELETE FROM meter WHERE old OR older */', 1],
  ['-- update meter set n = 1 where n is null', 1],
  ['-- TODO: write the down migration later', 1],
  ['-- Update this once the services no longer read it', 0],
  ['-- The new rows of this table stay, since services read them', 0],
] as const)('the down %s is reported %i times as empty', async ([down, times]) => {
  const { findings } = await lintChain([['CREATE TABLE meter (n int);', down]], { only: ['empty-down'] });
  expect(findings).toHaveLength(times);
});

test.for([
  ['CREATE TABLE gas_meter (n int) INHERITS (meter);', 1],
  ['CREATE FUNCTION meters() RETURNS SETOF meter LANGUAGE sql AS $$ SELECT * FROM meter $$;', 1],
  ['CREATE VIEW gas AS SELECT id FROM meter;', 1],
  ['CREATE TABLE other (id int);', 0],
] as const)('with %s, DROP TABLE meter CASCADE is reported %i times', async ([dependent, times]) => {
  const { findings } = await lintChain(
    [['CREATE TABLE meter (id int);'], [dependent], ['DROP TABLE IF EXISTS meter CASCADE;']],
    { only: ['cascade'] },
  );
  expect(findings.map(({ code }) => code)).toEqual(Array(times).fill('cascade'));
});

test.for([
  ['ALTER TABLE IF EXISTS meter RENAME TO old_meter; CREATE TABLE IF NOT EXISTS meter (n int);', 'old_meter'],
  ['ALTER TABLE meter RENAME TO old_meter; CREATE TABLE IF NOT EXISTS meter (n int);', 'old_meter'],
  ['ALTER TABLE meter RENAME COLUMN n TO old_n; ALTER TABLE meter ADD COLUMN IF NOT EXISTS n text;', 'old_n'],
] as const)('%s: IF EXISTS guards nothing, since the file makes the name again', async ([up, name]) => {
  const report = await lintChain([['CREATE TABLE IF NOT EXISTS meter (n int);'], [up]], { only: ['unguarded-rename'] });
  expect(report.findings.map(({ fix }) => fix)).toEqual([expect.stringContaining(`only IF there is no ${name} yet`)]);
  expect(report.findings.flatMap(({ edits }) => edits)).toEqual([]);
});

const TAGS = "CREATE OR REPLACE FUNCTION tags(hstore) RETURNS int LANGUAGE sql AS 'SELECT 1';";
const ADDED = 'ALTER EXTENSION hstore ADD FUNCTION tags(hstore);';

test.for<[up: string, down: string, ...found: string[]]>([
  [`CREATE EXTENSION hstore; ${TAGS} ${ADDED}`, 'DROP EXTENSION hstore;'],
  [ADDED, 'ALTER EXTENSION hstore DROP FUNCTION tags(hstore);'],
  [ADDED, 'SELECT 1;', 'function public.tags(hstore): its extension is still set after the down'],
  [`${TAGS} ${ADDED}`, 'ALTER EXTENSION hstore DROP FUNCTION tags(hstore); DROP FUNCTION tags(hstore);'],
])('what belongs to an extension: %s … %s', async ([up, down, ...expected]) => {
  const base = `CREATE EXTENSION IF NOT EXISTS hstore;${up.startsWith('ALTER') ? TAGS : ''}`;
  expect(await found(...(up.startsWith('CREATE EXT') ? [] : [[base] as const]), [up, down])).toEqual(expected);
});

test('a member of an extension is not dropped by itself', async () => {
  const { findings } = await lintChain([[`CREATE EXTENSION hstore; ${TAGS} ${ADDED}`, 'DROP FUNCTION tags(hstore);']], {
    only: ['drop-has-dependents'],
  });
  expect(findings.map(({ what }) => what)).toEqual(['function tags is used by extension hstore, whose member it is']);
});

test.for([
  ['CREATE INDEX meter_serial ON meter (serial);', 'index public.meter_serial'],
  ['ALTER TABLE meter ADD CONSTRAINT meter_serial UNIQUE (serial);', 'constraint public.meter.meter_serial'],
] as const)('with %s, a down that adds the column again leaves that out', async ([made, what]) => {
  const chain = [[`CREATE TABLE meter (id int, serial text); ${made}`] as const] as const;
  const up = 'ALTER TABLE meter DROP COLUMN serial;';
  const down = 'ALTER TABLE meter ADD COLUMN serial text;';
  expect(await found(...chain, [up, down])).toEqual([`${what} is not created again by the down`]);
  expect(await found(...chain, [up, `${down} ${made}`])).toEqual([]);
});

test.for<[up: string, down: string, ...found: string[]]>([
  [
    'CREATE EXTENSION IF NOT EXISTS pgcrypto; CREATE TABLE saved (id int);',
    '-- The rows of this migration cannot be restored by a file.',
    'extension pgcrypto still exists after the down',
    'table public.saved still exists after the down',
  ],
  ['CREATE TABLE saved (id int);', '-- The rows stay, since services read them.\n-- elementaldb: irreversible rows'],
  ['ALTER TABLE site DROP COLUMN area;', '-- The values of this column cannot be restored.'],
  ['CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;', '-- The function ends with the session.'],
  ['CREATE TABLE pg_temp.t (id int);', '-- The table ends with the session.'],
])('a down that explains why it does nothing: %s … %s', async ([up, down, ...expected]) => {
  expect(await found(['CREATE TABLE site (id int, area int);', 'DROP TABLE site;'], [up, down])).toEqual(expected);
});

test.for<[up: string, down: string, ...found: string[]]>([
  [
    'DROP INDEX IF EXISTS site_area;',
    'CREATE INDEX site_area ON site (area);',
    'the down creates index public.site_area, which did not exist before the up',
  ],
  [
    'ALTER TABLE site DROP COLUMN IF EXISTS n;',
    'ALTER TABLE site ADD COLUMN n int;',
    expect.stringContaining('site.n'),
  ],
  ['DROP TABLE IF EXISTS older;', 'CREATE TABLE older (id int);'],
  ['DROP INDEX IF EXISTS older_id;', 'CREATE INDEX older_id ON older (id);'],
])('a down that creates what no migration did: %s … %s', async ([up, down, ...expected]) => {
  expect(await found(['CREATE TABLE site (id int, area int);', 'DROP TABLE site;'], [up, down])).toEqual(expected);
});

const METERS = `CREATE TABLE site (id int PRIMARY KEY, code text, CONSTRAINT site_code UNIQUE (code));
  CREATE TABLE meter (site int CONSTRAINT meter_site REFERENCES site, code text CONSTRAINT meter_code REFERENCES site (code));`;

test.for<[up: string, down: string, ...found: string[]]>([
  [
    'ALTER TABLE site DROP CONSTRAINT site_pkey CASCADE;',
    'ALTER TABLE site ADD PRIMARY KEY (id);',
    'constraint public.meter.meter_site is not created again by the down',
  ],
  [
    'ALTER TABLE site DROP COLUMN code CASCADE;',
    'ALTER TABLE site ADD code text, ADD CONSTRAINT site_code UNIQUE (code);',
    'constraint public.meter.meter_code is not created again by the down',
  ],
  [
    'DROP TABLE site CASCADE;',
    'CREATE TABLE site (id int PRIMARY KEY, code text, CONSTRAINT site_code UNIQUE (code));',
    'constraint public.meter.meter_site is not created again by the down',
    'constraint public.meter.meter_code is not created again by the down',
  ],
  [
    'ALTER TABLE site DROP CONSTRAINT site_code CASCADE;',
    `ALTER TABLE site ADD CONSTRAINT site_code UNIQUE (code);
     ALTER TABLE meter ADD CONSTRAINT meter_code FOREIGN KEY (code) REFERENCES site (code);`,
  ],
])('foreign keys that CASCADE takes: %s … %s', async ([up, down, ...expected]) => {
  expect(await found([METERS, 'DROP TABLE meter, site;'], [up, down])).toEqual(expected);
});

test('a view is younger than its table by the number of its version', async () => {
  await using folder = await migrationsFolder({
    '9_site.up.sql': 'CREATE TABLE site (id int PRIMARY KEY);',
    '10_ids.up.sql': 'CREATE VIEW ids AS SELECT id FROM site;',
    '11_drop.up.sql': 'DROP TABLE site;',
  });
  const { findings } = await lintMigrations({ migrations: folder.path, only: ['drop-has-dependents'] });
  expect(findings.map(({ what }) => what)).toEqual(['table site is used by view ids']);
});
