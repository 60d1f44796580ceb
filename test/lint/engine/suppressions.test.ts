import { describe, expect, test } from 'vitest';

import { lintText } from '../fixtures.ts';

const only = ['drop-table', 'drop-column', 'malformed-ignore', 'unused-ignore'];

async function found(text: string): Promise<string[]> {
  const { findings } = await lintText(text, { only });
  return findings.map(({ code, line }) => `${line} ${code}`);
}

describe('a comment that suppresses findings', () => {
  test('is for the next statement', async () => {
    expect(
      await found('-- elementaldb: allow drop-table empty\nDROP TABLE IF EXISTS a;\nDROP TABLE IF EXISTS b;'),
    ).toEqual(['3 drop-table']);
  });

  test('is for the line that it ends', async () => {
    expect(
      await found('DROP TABLE IF EXISTS a; -- elementaldb-ignore drop-table: empty\nDROP TABLE IF EXISTS b;'),
    ).toEqual(['2 drop-table']);
  });

  test('is for the next line where it stands within a statement', async () => {
    const text = 'ALTER TABLE a\n  ADD b int,\n  -- elementaldb: allow drop-column empty\n  DROP COLUMN c;';
    // The parser tells where the statement is, not where its command is.
    expect(await found(text)).toEqual(['1 drop-column', '3 unused-ignore']);
  });

  test('is for the next statement of a DO block', async () => {
    const text = 'DO $$\nBEGIN\n  -- elementaldb: allow drop-table empty\n  DROP TABLE a;\n  DROP TABLE b;\nEND\n$$;';
    expect(await found(text)).toEqual(['5 drop-table']);
  });

  test.for([
    ['a string', "INSERT INTO notes VALUES ('\n-- elementaldb-ignore drop-table: no\n');\nDROP TABLE a;"],
    ['an escape string', "SELECT E'\\'\n-- elementaldb-ignore drop-table: no\n';\nDROP TABLE a;"],
    ['a dollar quote', 'SELECT $x$\n-- elementaldb-ignore-file drop-table: no\n$x$;DROP TABLE a;'],
    ['a block comment', '/*\n-- elementaldb-ignore-file drop-table: no\n*/\nDROP TABLE a;'],
    ['a string of a DO block', "DO $$ BEGIN RAISE '\n-- elementaldb-ignore drop-table: no\n'; END $$;DROP TABLE a;"],
  ] as const)('is none in %s', async ([, text]) => {
    const line = text.slice(0, text.indexOf('DROP')).split('\n').length;
    expect(await found(text)).toEqual([`${line} drop-table`]);
  });

  test('is read in a DO block whose body is a plain string', async () => {
    const text = "DO '\nBEGIN\n  PERFORM 1;\n  -- elementaldb-ignore drop-table: empty\n  DROP TABLE a;\nEND\n';";
    expect(await found(text)).toEqual([]);
  });

  test('names several rules', async () => {
    const text = '-- elementaldb-ignore drop-table, drop-column: empty\nDROP TABLE IF EXISTS a;';
    expect(await found(text)).toEqual([]);
  });

  test.for(['-- elementaldb: allow-file drop-table empty', '-- elementaldb-ignore-file drop-table: empty'])(
    'is for the whole file: %s',
    async (comment) => {
      expect(await found(`DROP TABLE IF EXISTS a;\nDROP TABLE IF EXISTS b;\n${comment}`)).toEqual([]);
    },
  );

  test('may name an axis of verify beside a rule', async () => {
    expect(await found('-- elementaldb: allow drop-table, dataPreserved empty\nDROP TABLE IF EXISTS a;')).toEqual([]);
    expect(await found('-- elementaldb: allow dataPreserved empty\nSELECT 1;')).toEqual([]);
  });

  test('is found where it keeps nothing back', async () => {
    expect(await found('-- elementaldb-ignore drop-table: empty\nSELECT 1;')).toEqual(['1 unused-ignore']);
  });

  test.for([
    ['-- elementaldb-ignore drop-table', 'the comment gives no reason'],
    ['-- elementaldb-ignore : because', 'the comment names no rule'],
    ['-- elementaldb-ignore drop-tables: because', 'unknown rule drop-tables'],
    ['-- elementaldb: allow drop-table', '"allow drop-table" has no reason'],
  ])('is found where it is malformed: %s', async ([comment = '', what]) => {
    const { findings } = await lintText(`${comment}\nDROP TABLE IF EXISTS a;`, { only });
    expect(findings.map((each) => each.code)).toEqual(['malformed-ignore', 'drop-table']);
    expect(findings[0]?.what).toBe(what);
  });

  test('counts the findings that it does not show', async () => {
    const { suppressed } = await lintText('-- elementaldb-ignore drop-table: empty\nDROP TABLE IF EXISTS a, b;', {
      only,
    });
    expect(suppressed).toBe(2);
  });
});
