import { expect, test } from 'vitest';

import { codeFrame } from '../../src/sql/code-frame.ts';
import { parseStatements } from '../../src/sql/parse-statements.ts';

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
