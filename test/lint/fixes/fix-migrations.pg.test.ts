import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { fixMigrations } from '../../../src/lint/fixes/fix-migrations.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

/** Roles belong to the whole cluster, so those of other tests come and go meanwhile. */
const OPTIONS = { clusterWide: false };

const GIVEN = `
CREATE SCHEMA energy;
CREATE TABLE energy.site (site_id text PRIMARY KEY, name text, area int CHECK (area > 0));
CREATE TABLE energy.meter (meter_id int, site_id text, kind text);
CREATE TYPE energy.fuel AS ENUM ('gas', 'elec');
CREATE VIEW energy.ids AS SELECT site_id FROM energy.site;
CREATE INDEX meter_kind_idx ON energy.meter (kind);
INSERT INTO energy.site VALUES ('a', 'A', 1);
INSERT INTO energy.meter VALUES (1, 'a', 'gas'), (2, NULL, NULL);
`;

/** Each is the up of a migration that can run once; fixed, it has to do the same, and nothing when it runs again. */
test.for([
  'CREATE TABLE energy.unit (unit_id text); COMMENT ON TABLE energy.unit IS $$What is counted.$$;',
  'ALTER TABLE energy.site ADD COLUMN age int, DROP COLUMN area, ADD CONSTRAINT site_age_check CHECK (age > 0);',
  'ALTER TABLE energy.meter ADD CHECK (meter_id > 0), ADD FOREIGN KEY (site_id) REFERENCES energy.site (site_id);',
  'CREATE INDEX ON energy.meter (site_id); CREATE INDEX meter_id_idx ON energy.meter (meter_id);',
  'ALTER TABLE energy.site ADD CHECK (area < 1000);',
  'ALTER TABLE energy.site ADD CHECK (area < 1000), ADD CHECK (area <> 13); ALTER TABLE energy.site ADD CHECK (area <> 17);',
  'ALTER TABLE energy.site DROP COLUMN area; ALTER TABLE energy.site ADD area int; ALTER TABLE energy.site ADD CHECK (area < 1000);',
  'CREATE INDEX ON energy.meter (kind); CREATE INDEX ON energy.meter (kind);',
  `ALTER TABLE energy.site ADD CONSTRAINT c1 CHECK (area < 1000), ADD CONSTRAINT c2 UNIQUE (area), ADD age int;
   CREATE TABLE IF NOT EXISTS energy.room (area int, CONSTRAINT room_fk FOREIGN KEY (area) REFERENCES energy.site (area));`,
  'DROP VIEW energy.ids; DROP INDEX energy.meter_kind_idx; -- the end',
  "ALTER TYPE energy.fuel ADD VALUE 'oil' AFTER 'gas'",
  "CREATE TYPE energy.grade AS ENUM ('A', 'B'); ALTER TABLE energy.site ADD grade energy.grade DEFAULT 'B';",
  'ALTER TABLE energy.meter RENAME COLUMN kind TO fuel; ALTER TABLE energy.meter RENAME TO meters;',
  'CREATE FUNCTION energy.one() RETURNS int LANGUAGE sql AS $f$SELECT 1;$f$;\nCREATE VIEW energy.ones AS SELECT energy.one();',
  'CREATE SEQUENCE energy.s; CREATE STATISTICS energy.st ON meter_id, kind FROM energy.meter;',
  "BEGIN; CREATE TABLE energy.unit (unit_id text PRIMARY KEY); INSERT INTO energy.unit VALUES ('kWh');",
  'BEGIN;\n-- Ä\nALTER TABLE energy.site ADD CONSTRAINT site_name_key UNIQUE (name);\nCOMMIT;',
  'ALTER TABLE energy.meter ALTER meter_id SET NOT NULL, ADD PRIMARY KEY (meter_id)',
  'ALTER TABLE energy.meter ALTER meter_id SET NOT NULL; ALTER TABLE energy.meter ALTER meter_id ADD GENERATED ALWAYS AS IDENTITY;',
  'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR current_user SERVER s;',
  "CREATE DOMAIN energy.code AS text; ALTER DOMAIN energy.code ADD CONSTRAINT code_given CHECK (value <> '');",
  'CREATE CAST (energy.fuel AS int) WITH INOUT; CREATE OPERATOR FAMILY energy.o USING btree;',
])('what --fix writes has the effect of %s, once', { concurrent: true }, async (up) => {
  await using folder = await migrationsFolder({ '000001_given.up.sql': GIVEN, '000002_case.up.sql': up });
  const { fixed } = await fixMigrations({
    migrations: folder.path,
    from: 2n,
    preset: 'elementaldb',
    rulesets: [ENERGY_RULESET],
  });
  expect(fixed).toEqual([join(folder.path, '000002_case.up.sql')]);
  const text = readFileSync(join(folder.path, '000002_case.up.sql'), 'utf8');

  await using once = await scratchDatabase('fix');
  await using twice = await scratchDatabase('fix');
  await once.client.query(GIVEN);
  await once.client.query(up);
  await once.client.query('COMMIT');
  await twice.client.query(GIVEN);
  await twice.client.query(text);
  const wanted = await describeSchema(once.client, OPTIONS);
  const first = await describeSchema(twice.client, OPTIONS);
  await twice.client.query(text);
  const second = await describeSchema(twice.client, OPTIONS);
  expect(diff(wanted, first).objects).toEqual([]);
  expect(diff(wanted, first).rows).toEqual([]);
  expect(diff(first, second).grade).toBe('equal');
});

test.each(['\n', '\r\n'])(
  'lint --fix writes a file for psql as SQL that inserts the same rows: %j',
  async (lineBreak) => {
    await using database = await scratchDatabase('psql');
    const { client } = database;
    const table = 'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a text, b bytea, c int[], d timestamptz)';
    const rows = String.raw`1	it's	\\x0041	{1,2}	2024-02-29 12:00:00+00
2	\N	\N	\N	\N
3	tab\there\nline \\ back	\\x	{}	infinity
4				
5	\303\251 é \x41\X41\101	\N	\N	\N`.replace('4\t\t\t\t', '4\t\t\\N\t\\N\t\\N');
    const up = [
      String.raw`\restrict abc`,
      'BEGIN;',
      'COPY public.t (id, a, b, c, d) FROM stdin;',
      rows,
      String.raw`\.`,
      'END;',
      String.raw`\unrestrict abc`,
      '',
    ].join('\n');
    await using folder = await migrationsFolder({
      '1_a.up.sql': up.replaceAll('\n', lineBreak),
      '1_a.down.sql': 'DELETE FROM t',
    });
    const { fixed, report } = await fixMigrations({ migrations: folder.path, only: ['syntax-error'] });
    expect(report.findings).toEqual([]);
    expect(fixed).toHaveLength(1);
    await client.query(table);
    await client.query(readFileSync(join(folder.path, '1_a.up.sql'), 'utf8'));
    const { rows: found } = await client.query('SELECT t::text AS row FROM t ORDER BY id');
    expect(found.map(({ row }: { row: string }) => row)).toEqual([
      String.raw`(1,it's,"\\x0041","{1,2}","2024-02-29 12:00:00+00")`,
      '(2,,,,)',
      '(3,"tab\there\nline \\\\ back","\\\\x",{},infinity)',
      '(4,"",,,)',
      '(5,"é é AX41A",,,)',
    ]);
  },
);

test('lint --fix leaves what looks like lines for psql in strings and comments', async () => {
  const quoted = String.raw`INSERT INTO t VALUES (1, 'a
\restrict b'), (2, $x$
\unrestrict
$x$) ON CONFLICT DO NOTHING;
/*
\restrict c
COPY t FROM stdin;
*/`;
  const up = [String.raw`\restrict a`, 'BEGIN;', quoted, 'END;', String.raw`\unrestrict a`, ''].join('\n');
  await using folder = await migrationsFolder({ '1_a.up.sql': up, '1_a.down.sql': 'SELECT 1' });
  await fixMigrations({ migrations: folder.path, only: ['syntax-error'] });
  expect(readFileSync(join(folder.path, '1_a.up.sql'), 'utf8')).toBe(`BEGIN;\n${quoted}\nEND;\n`);
});

test.each([
  ['a comment that ends in: from stdin', '-- The rest comes from stdin\nCREAT TABLE t (id int)'],
  ['a string with a backslash first', "CREAT TABLE t (a text DEFAULT '\n\\restrict b')"],
  ['an open quote', "SELECT 'a"],
])('a syntax error is not said to be for psql: %s', async (_, up) => {
  await using folder = await migrationsFolder({ '1_a.up.sql': up, '1_a.down.sql': 'SELECT 1' });
  const { findings } = await lintMigrations({ migrations: folder.path, only: ['syntax-error'] });
  expect(findings.map(({ fix }) => fix)).toEqual(['Correct the SQL at this place.']);
});

test.each([
  [String.raw`\i other.sql`, /Put the contents of the other file here/],
  ['COPY t FROM stdin WITH (FORMAT csv);\n1,2\n\\.\n', /as INSERT: only psql reads them/],
  ['COPY t FROM stdin;\n1\\\n2\n\\.\n', /as INSERT: only psql reads them/],
  ['COPY t FROM stdin;\n1\t2\n', /Line 1 is for psql.*\\\./s],
])('what only psql understands and cannot be rewritten is said: %s', async (up, advice) => {
  await using folder = await migrationsFolder({ '1_a.up.sql': up, '1_a.down.sql': 'SELECT 1' });
  const { fixed, report } = await fixMigrations({ migrations: folder.path, only: ['syntax-error'] });
  expect(fixed).toEqual([]);
  expect(report.findings[0]?.fix).toMatch(advice);
});
