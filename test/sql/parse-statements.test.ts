import { expect, test } from 'vitest';

import { codeFrame } from '../../src/sql/code-frame.ts';
import { parseStatements } from '../../src/sql/parse-statements.ts';
import { schemaEffects } from '../../src/sql/schema-effects.ts';

test('statements come without the comments around them, with their places', async () => {
  const sql = '-- ä😀;\n/* a /* b */ */ BEGIN;\n  SELECT 1 -- x\n;; COMMIT';
  const statements = await parseStatements(sql);
  expect(statements.map(({ text, line, column }) => ({ text, line, column }))).toEqual([
    { text: 'BEGIN', line: 2, column: 17 },
    { text: 'SELECT 1 -- x', line: 3, column: 3 },
    { text: 'COMMIT', line: 4, column: 4 },
  ]);
  expect(statements.map(({ start, end }) => sql.slice(start, end))).toEqual(statements.map(({ text }) => text));
  expect(await parseStatements('\n')).toEqual([]);
  expect(await parseStatements('-- nothing')).toEqual([]);
});

test('a code frame points at the column, through tabs and long lines', () => {
  expect(codeFrame('a\n\tb c\nd\n', { line: 2, column: 4 })).toBe('  1 | a\n> 2 | \tb c\n    | \t  ^\n  3 | d');
  const [line = '', caret = ''] = codeFrame(`${'x'.repeat(500)}Y${'x'.repeat(500)}`, { line: 1, column: 501 }).split(
    '\n',
  );
  expect(line.length).toBeLessThan(140);
  expect(line[caret.indexOf('^')]).toBe('Y');
});

test('what statements create, drop and rename', async () => {
  const sql = `
    CREATE TABLE IF NOT EXISTS s.a (i int); CREATE TEMP TABLE gone (i int); CREATE INDEX i ON s.a (i); CREATE INDEX ON s.a (i);
    ALTER TABLE a ADD COLUMN c int, DROP COLUMN d, ADD CONSTRAINT k CHECK (c > 0);
    CREATE TYPE t AS ENUM ('x'); DROP TYPE u; DROP FUNCTION s.f(int); CREATE SCHEMA n; DROP SCHEMA o CASCADE;
    ALTER TABLE s.a RENAME TO b; ALTER TABLE b RENAME COLUMN c TO e; CREATE VIEW v AS SELECT 1; DROP TABLE x, y`;
  const effects = schemaEffects(await parseStatements(sql));
  expect(
    effects.map(({ change, object: { kind, name, table } }) =>
      [change, kind, [...(kind === 'column' ? (table ?? []) : []), ...name].join('.')].join(' '),
    ),
  ).toEqual([
    'create relation s.a',
    'create relation s.i',
    'create column a.c',
    'drop column a.d',
    'create constraint k',
    'create type t',
    'drop type u',
    'drop function s.f',
    'create schema n',
    'drop schema o',
    'drop relation s.a',
    'create relation s.b',
    'drop column b.c',
    'create column b.e',
    'create relation v',
    'drop relation x',
    'drop relation y',
  ]);
});
