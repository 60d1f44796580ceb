import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cutPlan } from '../../../src/verify/parts/cut-plan.ts';
import { planOf } from './plan-of.ts';

const numbers = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);

test('every selected version is in one part, in order, with all before it and nothing behind it', () => {
  const input = fc
    .integer({ min: 0, max: 60 })
    .chain((length) => fc.tuple(fc.constant(length), fc.subarray(numbers(length)), fc.integer({ min: 1, max: 9 })));
  fc.assert(
    fc.property(input, ([length, selected, count]) => {
      const parts = cutPlan(planOf(length, selected), count);
      expect(parts.length).toBeLessThanOrEqual(Math.max(1, Math.min(count, selected.length)));
      expect(parts.flatMap((part) => [...part.selected])).toEqual(selected.map(BigInt));
      for (const { chain, selected: own } of parts.slice(0, -1)) {
        expect(chain.map(({ migration }) => migration.version)).toEqual(numbers(Number([...own].at(-1))).map(BigInt));
      }
      expect(parts.at(-1)?.chain).toHaveLength(length);
      expect(parts.map(({ clientData }) => clientData !== undefined).indexOf(true)).toBe(parts.length - 1);
    }),
  );
});

test('a part with more ups before it has fewer migrations to try', () => {
  const sizes = cutPlan(planOf(1000, numbers(1000)), 4).map(({ selected }) => selected.size);
  expect(sizes).toHaveLength(4);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  // The cost of a part: its trials, and a tenth of one for each up that it runs.
  const costs = cutPlan(planOf(1000, numbers(1000)), 4).map(({ chain, selected }) => selected.size + chain.length / 10);
  expect(Math.max(...costs) - Math.min(...costs)).toBeLessThan(5);
});
