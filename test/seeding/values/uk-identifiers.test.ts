import { expect, test } from 'vitest';

import {
  freePhoneNumber,
  mpan,
  mpanCheckDigit,
  mprn,
  mprnCheckDigits,
} from '../../../src/seeding/values/uk-identifiers.ts';

const CELLS = [0, 1, 999, 1_000, 16_999, 17_000, 123_456_789, 2 ** 32 - 1];

test('check digits are those of published numbers', () => {
  expect(mpanCheckDigit('200005077370')).toBe('6');
  expect(mprnCheckDigits('39384244')).toBe('03');
});

test('meter points have the length and the check digits of real ones, and no distributor', () => {
  for (const cell of CELLS) {
    expect(mpan(cell)).toMatch(/^99\d{11}$/);
    expect(mpan(cell).at(-1)).toBe(mpanCheckDigit(mpan(cell).slice(0, 12)));
    expect(mprn(cell)).toMatch(/^\d{10}$/);
    expect(mprn(cell).slice(8)).toBe(mprnCheckDigits(mprn(cell).slice(0, 8)));
  }
});

test('telephone numbers are of the ranges that nobody has, and 17,000 of them differ', () => {
  const FREE =
    /^\+44(?:7700900|1632960|2079460|2920180|2896496|1914980|(?:113|114|115|116|117|118|121|131|141|151|161)4960)\d{3}$/;
  expect(CELLS.map(freePhoneNumber).filter((number) => !FREE.test(number))).toEqual([]);
  expect(new Set(Array.from({ length: 17_000 }, (_, cell) => freePhoneNumber(cell))).size).toBe(17_000);
});
