import { describe, expect, test } from 'vitest';

import { lintText, parsedFile } from '../fixtures.ts';

describe('a file as lint reads it', () => {
  test('has the statements of its DO blocks, with their own places', async () => {
    const text = [
      '-- é',
      'DO $$',
      'BEGIN',
      '  IF true THEN',
      "    ALTER TABLE t ADD COLUMN ü text DEFAULT 'é', ADD COLUMN b int;",
      '  END IF;',
      '  DROP TABLE u;',
      "  EXECUTE 'DROP TABLE v';",
      "  EXECUTE format('DROP TABLE %I', 'w');",
      'END',
      '$$;',
    ].join('\n');
    const { statements, positionOf } = await parsedFile(text);
    expect(
      statements.map(({ text: sql, start, conditional }) => [sql.slice(0, 14), positionOf(start).line, conditional]),
    ).toEqual([
      ['DO $$\nBEGIN\n  ', 2, false],
      ['ALTER TABLE t ', 5, true],
      ['DROP TABLE u', 7, false],
      ['DROP TABLE v', 8, false],
    ]);
    expect(statements[0]?.opaque).toBe(true);
    expect(statements[1]?.actions.map(({ index }) => positionOf(index))).toEqual([
      { line: 5, column: 30 },
      { line: 5, column: 61 },
    ]);
  });

  test('is open where a DO block runs another', async () => {
    const { statements } = await parsedFile('DO $a$ BEGIN DO $b$ BEGIN DROP TABLE t; END $b$; END $a$;');
    expect(statements.map(({ opaque }) => opaque)).toEqual([true, true]);
  });

  // Too deep for the grammar, and for those who look at what it gives.
  test.for([50_000, 6000])('is refused where %i operators are nested', async (count) => {
    const { unparsable } = await parsedFile(`SELECT ${'1+'.repeat(count)}1;`);
    expect(unparsable?.what).toBe('a statement is nested too deeply to be parsed');
  });

  test('knows which errors a handler catches, and the effects of a branch that returns', async () => {
    const text = `DO $$
BEGIN
  IF EXISTS (SELECT 1) THEN RETURN; END IF;
  CREATE TABLE a ();
END
$$;
DO $$
BEGIN
  CREATE TABLE b ();
EXCEPTION WHEN duplicate_table THEN NULL;
END
$$;`;
    const { statements } = await parsedFile(text);
    const inner = statements.filter(({ within }) => within !== undefined);
    expect(inner.map(({ text: sql, conditional }) => [sql, conditional])).toEqual([
      ['CREATE TABLE a ()', true],
      ['CREATE TABLE b ()', true],
    ]);
  });

  test('tells where the grammar gives up, in characters', async () => {
    const { findings } = await lintText('-- ééé\nSELECT 1;\nSELEC 2;', { only: ['syntax-error'] });
    expect(findings).toMatchObject([{ line: 3, column: 1, what: 'syntax error at or near "SELEC"' }]);
  });

  test('tells of PL/pgSQL that does not parse', async () => {
    const text = 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND $$;';
    const { findings } = await lintText(text, { only: ['syntax-error'] });
    expect(findings.map(({ what }) => what)).toEqual(['in the PL/pgSQL body: syntax error at or near "RETRUN"']);
  });

  test('takes an unqualified name for one of the search path', async () => {
    const set = 'SET LOCAL search_path TO energy;\nCREATE TABLE a (n int);';
    const { statements } = await parsedFile(set);
    expect(statements[1]?.actions).toMatchObject([{ table: { schema: 'energy', name: 'a', qualified: false } }]);
  });
});
