import { describe, expect, test } from 'vitest';

import { COLOURED } from '../../src/report/style.ts';
import { table } from '../../src/report/table.ts';

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
});
