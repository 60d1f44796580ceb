import { describe, expect, test } from 'vitest';

import { randomOf, type Random } from '../../../src/seeding/random/random.ts';

const COUNT = 20_000;

function many(of: (random: Random) => number, ...path: (string | number)[]): number[] {
  const random = randomOf(42, ...path);
  return Array.from({ length: COUNT }, () => of(random));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const cov = mean(a.map((value, i) => (value - ma) * ((b[i] ?? 0) - mb)));
  return cov / Math.sqrt(mean(a.map((v) => (v - ma) ** 2)) * mean(b.map((v) => (v - mb) ** 2)));
}

describe('a stream of random numbers', () => {
  test('is that of its seed and path, on every machine', () => {
    const random = randomOf(42, 'electricity', 7, 2024);
    expect([random.next(), random.next(), random.normal(), random.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.1460955652338064,
        0.18413142573001673,
        0.35329326237049097,
        805,
      ]
    `);
  });

  test('differs by the seed, and by each step of the path', () => {
    const firsts = [
      randomOf(1, 'a', 1),
      randomOf(2, 'a', 1),
      randomOf(1, 'b', 1),
      randomOf(1, 'a', 2),
      randomOf(1, 'a1'),
      randomOf(1, 'a'),
      randomOf(2 ** 53 - 1, 'a'),
    ].map((random) => random.next());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  test('is even', () => {
    const values = many((random) => random.next(), 'even');
    const bins = new Float64Array(20);
    for (const value of values) {
      bins[Math.floor(value * 20)] = (bins[Math.floor(value * 20)] ?? 0) + 1;
    }
    const expected = COUNT / 20;
    const chiSquared = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0);
    // 99.9 % of chi-squared with 19 degrees of freedom
    expect(chiSquared).toBeLessThan(43.8);
    expect(correlation(values.slice(1), values.slice(0, -1))).toBeCloseTo(0, 1.5);
  });

  test('is normal where that is asked for', () => {
    const values = many((random) => random.normal(), 'normal');
    expect(mean(values)).toBeCloseTo(0, 1.5);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => value ** 4))).toBeCloseTo(3, 0.5);
  });

  test('of one site has nothing in common with that of the next', () => {
    const one = many((random) => random.normal(), 'site', 1);
    const next = many((random) => random.normal(), 'site', 2);
    expect(correlation(one, next)).toBeCloseTo(0, 1.5);
  });

  test('picks, counts and chances within bounds', () => {
    const random = randomOf(3, 'bounds');
    const counted = Array.from({ length: 300 }, () => random.integer(3));
    expect(new Set(counted)).toEqual(new Set([0, 1, 2]));
    expect(Array.from({ length: 300 }, () => random.pick(['x', 'y'])).filter((v) => v === 'x').length).toBeGreaterThan(
      100,
    );
    expect(Array.from({ length: 1000 }, () => random.chance(0.1)).filter(Boolean).length).toBeLessThan(150);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
