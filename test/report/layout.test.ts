import { describe, expect, test } from 'vitest';

import { COLOURED } from '../../src/report/style.ts';
import { table } from '../../src/report/layout.ts';

describe('table', () => {
  test('aligns columns and ends no line in blanks', () => {
    const lines = table(
      [{ title: 'n', align: 'right' }, { title: 'name' }],
      [
        ['1', 'a'],
        ['10', ''],
      ],
    );
    expect(lines).toEqual([' n  name', ' 1  a', '10']);
  });

  test('counts no room for colours', () => {
    const [, first, second] = table(
      [{ title: 'x' }, { title: 'y' }],
      [
        [COLOURED.red('ab'), '1'],
        ['ab', '1'],
      ],
    );
    expect(first?.replace(COLOURED.red('ab'), 'ab')).toBe(second);
  });

  test('shortens the columns that may give way, and only as far as needed', () => {
    const lines = table([{ title: 'name', shrinks: true }, { title: 'state' }], [['x'.repeat(40), 'applied']], 30);
    expect(lines.map((line) => line.length)).toEqual([28, 30]);
    expect(lines[1]).toBe(`${'x'.repeat(20)}…  applied`);
  });

  test('moves columns together where shortening does not do, and shortens further only then', () => {
    const columns = [{ title: 'version' }, { title: 'name', shrinks: true }, { title: 'state' }];
    const rows = [['20260101120000', 'x'.repeat(20), 'applied']];
    expect(table(columns, rows, 33)[1]).toBe('20260101120000  xxxxxxx…  applied');
    expect(table(columns, rows, 32)[1]).toBe('20260101120000 xxxxxxxx… applied');
    expect(table(columns, rows, 31)[1]).toBe('20260101120000 xxxxxxx… applied');
    expect(table(columns, rows, 26)[1]).toBe('20260101120000 xx… applied');
  });

  test('is as wide as it has to be where nothing helps', () => {
    const columns = [{ title: 'version' }, { title: 'name', shrinks: true }];
    expect(table(columns, [['20260101120000', 'x'.repeat(20)]], 10)[1]).toBe('20260101120000  xxxxxxx…');
  });
});
