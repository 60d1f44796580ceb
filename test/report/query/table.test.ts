import { expect, test } from 'vitest';

import type { QueryResult } from '../../../src/postgres/read-results.ts';
import { tableOf } from '../../../src/report/query/table.ts';
import { styleFor } from '../../../src/report/style.ts';

const look = { style: styleFor(false, {}), width: 80 };

function rows(columns: readonly [name: string, type: number][], values: (string | null)[][]): QueryResult {
  return { tag: '', columns: columns.map(([name, type]) => ({ name, type })), rows: values, copied: undefined };
}

test('a table has numbers on the right, NULL as a word, and the number of rows', () => {
  const result = rows(
    [
      ['n', 23],
      ['text', 25],
    ],
    [
      ['1', 'a'],
      ['200', null],
    ],
  );
  expect(tableOf([result], look)).toEqual(['  n  text', '  1  a', '200  NULL', '(2 rows)']);
  expect(tableOf([rows([['n', 23]], [['1']])], look).at(-1)).toBe('(1 row)');
});

test('control characters are escaped, so that a value is one line', () => {
  const result = rows([['text', 25]], [['two\nlines\t\u001B[31m\u007F\u009B']]);
  expect(tableOf([result], look)[1]).toBe(String.raw`two\nlines\t\u001b[31m\u007f\u009b`);
});

test('what is wider than the terminal is shown a value a line, and nothing is cut', () => {
  const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const name = 'column_'.repeat(9);
  const lines = tableOf(
    [
      rows(
        [
          ['id', 23],
          [name, 25],
        ],
        [
          ['1', long],
          ['2', null],
        ],
      ),
    ],
    look,
  );
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[0]).toBe('row 1');
  expect(lines.join('').replaceAll(' ', '')).toContain(long.replaceAll(' ', ''));
  expect(lines.join('').replaceAll(' ', '')).toContain(name);
  expect(lines).toContain('row 2');
  expect(lines.at(-1)).toBe('(2 rows)');
});

test('several results stand apart; a statement without rows is its tag', () => {
  const inserted: QueryResult = { tag: 'INSERT 0 2', columns: undefined, rows: [], copied: undefined };
  const copied: QueryResult = { tag: 'COPY 1', columns: undefined, rows: [], copied: '1\t2\n' };
  expect(tableOf([inserted, rows([['n', 23]], []), copied], look)).toEqual([
    'INSERT 0 2',
    '',
    'n',
    '(0 rows)',
    '',
    '1\t2',
  ]);
});
