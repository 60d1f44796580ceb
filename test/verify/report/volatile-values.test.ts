import { expect, test } from 'vitest';

import type { SnapshotDiff } from '../../../src/catalog/diff/diff.ts';
import type { RowChange } from '../../../src/catalog/diff/snapshot-diff.ts';
import { onlyValuesDiffer, withoutVolatile } from '../../../src/verify/report/volatile-values.ts';

const difference = (...rows: RowChange[]): SnapshotDiff => ({
  grade: rows.length === 0 ? 'equal' : 'different',
  objects: [],
  rows,
  sequences: [],
  sequencesBehind: [],
  uncovered: [],
});

const changed = (table: string, columns: string[], before = 2, after = 2): RowChange => ({
  table,
  before,
  after,
  lost: before,
  added: after,
  columns,
});

test('a column that differs in the control too is left out', () => {
  const settled = withoutVolatile(difference(changed('t', ['at'])), difference(changed('t', ['at', 'id'])));
  expect(settled).toMatchObject({ grade: 'equal', rows: [] });
});

test('a column that is stable in the control stays, also beside a volatile one', () => {
  const found = difference(changed('t', ['at', 'name']), changed('u', ['at']));
  const settled = withoutVolatile(found, difference(changed('t', ['at'])));
  expect(settled).toMatchObject({ grade: 'different', rows: [{ table: 't' }, { table: 'u' }] });
});

test('rows that are lost or added are never taken for volatile', () => {
  const lost = changed('t', ['at'], 2, 1);
  expect(onlyValuesDiffer(difference(lost))).toBe(false);
  expect(withoutVolatile(difference(lost), difference(lost)).rows).toEqual([lost]);
});
