import { expect, test } from 'vitest';

import { isGood, newRow } from './table.ts';

test.each([
  ['nothing tried', {}, false],
  ['all survived', { tried: 2, survived: 2 }, true],
  ['one did not work again', { tried: 2, survived: 1 }, false],
  ['something left', { tried: 2, survived: 2, left: 1 }, false],
  ['something left after the next command', { tried: 2, survived: 2, leftAfterNext: 1 }, false],
  ['something lost', { tried: 2, survived: 2, lost: 1 }, false],
])('%s: good: %j', (_, counts, good) => {
  expect(isGood({ ...newRow('SIGKILL', 'start'), ...counts })).toBe(good);
});
