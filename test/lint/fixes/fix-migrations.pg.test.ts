import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { lintMigrations } from '../../../src/lint/engine/lint-migrations.ts';
import { fixMigrations } from '../../../src/lint/fixes/fix-migrations.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { testFixes } from './fixed-statements.ts';

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

testFixes('short');
