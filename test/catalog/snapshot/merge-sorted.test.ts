import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { mergeSorted } from '../../../src/catalog/snapshot/merge-sorted.ts';

interface Item {
  key: number;
}

const items = fc.array(
  fc.nat(300).map((key): Item => ({ key })),
  { maxLength: 120, size: 'max' },
);

function byKey(a: Item, b: Item): number {
  return a.key - b.key;
}

it('Merging has the same result as sorting again', () => {
  fc.assert(
    fc.property(items, items, fc.array(fc.nat()), (all, more, picks) => {
      const sorted = all.toSorted(byKey);
      const made = more.slice(0, 4);
      const gone = [...new Set(picks.slice(0, 4))].flatMap((pick) => sorted.slice(pick % 120, (pick % 120) + 1));
      const left = sorted.filter((item) => !gone.includes(item));
      const keys = [...left, ...made].toSorted(byKey).map(({ key }) => key);
      expect(mergeSorted(sorted, made, [...new Set(gone)], byKey).map(({ key }) => key)).toEqual(keys);
      expect(sorted).toEqual(all.toSorted(byKey));
    }),
  );
});

it('Merging nothing returns the same array', () => {
  const sorted = [{ key: 1 }];
  expect(mergeSorted(sorted, [], [], byKey)).toBe(sorted);
});
