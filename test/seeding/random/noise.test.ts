import { expect, test } from 'vitest';

import { keyOf } from '../../../src/seeding/random/hash.ts';
import { autoregressive, normalAt, uniformAt } from '../../../src/seeding/random/noise.ts';

const key = keyOf(42, ['noise']);

function moment(values: readonly number[], power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

function lagged(values: ArrayLike<number>, lag: number): number {
  let [product, square] = [0, 0];
  for (let i = lag; i < values.length; i += 1) {
    product += (values[i] ?? 0) * (values[i - lag] ?? 0);
    square += (values[i] ?? 0) ** 2;
  }
  return product / square;
}

test('noise at neighbouring numbers is normal, and unlike its neighbours', () => {
  const values = Array.from({ length: 50_000 }, (_, i) => normalAt(key, 900_000 + i));
  expect(moment(values, 1)).toBeCloseTo(0, 1.5);
  expect(moment(values, 2)).toBeCloseTo(1, 1.3);
  expect(moment(values, 4)).toBeCloseTo(3, 0.7);
  for (const lag of [1, 2, 24, 48]) {
    expect(lagged(values, lag)).toBeCloseTo(0, 1.5);
  }
});

test('noise of two keys has nothing in common', () => {
  const other = keyOf(42, ['noise', 1]);
  const products = Array.from({ length: 50_000 }, (_, i) => normalAt(key, i) * normalAt(other, i));
  expect(moment(products, 1)).toBeCloseTo(0, 1.5);
});

test('uniform noise is above 0 and below 1', () => {
  const values = Array.from({ length: 50_000 }, (_, i) => uniformAt(key, i));
  expect(Math.min(...values)).toBeGreaterThan(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(moment(values, 1)).toBeCloseTo(0.5, 2);
});

test('an autoregressive series has its standard deviation and its memory', () => {
  const values = autoregressive(key, 0, 200_000, 10);
  expect(moment([...values], 2)).toBeCloseTo(1, 1);
  expect(lagged(values, 1)).toBeCloseTo(Math.exp(-1 / 10), 1.7);
  expect(lagged(values, 10)).toBeCloseTo(Math.exp(-1), 1.3);
});

test('an autoregressive series that is asked for in two parts goes on without a step', () => {
  const whole = autoregressive(key, 1000, 200, 66);
  const second = autoregressive(key, 1100, 100, 66);
  const gap = Math.max(...second.map((value, i) => Math.abs(value - (whole[100 + i] ?? 0))));
  expect(gap).toBeLessThan(1e-4);
});
