import { expect, test } from 'vitest';

import { intervalLength } from '../../../src/seeding/values/interval-length.ts';

test.for<[string, number | undefined]>([
  ['00:30:00', 1_800_000],
  ['1 day', 86_400_000],
  ['-2 days +01:00:00.5', -169_199_500],
  ['-00:00:01', -1000],
  ['1 mon', undefined],
  ['1 year 2 days', undefined],
  ['2024-01-01 00:00:00', undefined],
  ['', undefined],
])('%s', ([text, length]) => {
  expect(intervalLength(text)).toBe(length);
});
