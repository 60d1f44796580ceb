import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { atan2, cos, exp, log, pow, sin } from '../../../src/seeding/random/exact-math.ts';
import { normalQuantile } from '../../../src/seeding/random/normal-quantile.ts';

/** Numbers between the bounds that no table would have. */
function between(low: number, high: number): number[] {
  return Array.from({ length: 5000 }, (_, i) => low + (high - low) * ((i * 0.6180339887498949) % 1));
}

function worst(values: readonly number[], ours: (x: number) => number, theirs: (x: number) => number): number {
  return Math.max(...values.map((x) => Math.abs(ours(x) - theirs(x)) / Math.max(1e-3, Math.abs(theirs(x)))));
}

describe('elementary functions made of +, -, *, / and square roots', () => {
  test.each([
    ['exp', exp, Math.exp, between(-40, 40)],
    ['log', log, Math.log, [...between(1e-12, 2), ...between(2, 1e9), 1, 2, 0.5, 1e-300, 1e300]],
    ['sin', sin, Math.sin, between(-1000, 1000)],
    ['cos', cos, Math.cos, between(-1000, 1000)],
    ['atan2', (x: number) => atan2(x, 0.7), (x: number) => Math.atan2(x, 0.7), between(-3, 3)],
    ['atan2', (x: number) => atan2(-0.2, x), (x: number) => Math.atan2(-0.2, x), between(-3, 3)],
    ['pow', (x: number) => pow(x, 0.16), (x: number) => x ** 0.16, between(0.001, 1000)],
  ])('%s is that of the engine but for the last bits', (_, ours, theirs, values) => {
    expect(worst(values, ours, theirs)).toBeLessThan(2e-13);
  });

  test('atan2 is known on the axes and in the origin', () => {
    expect([atan2(0, 1), atan2(1, 0), atan2(0, -1), atan2(-1, 0), atan2(0, 0)]).toEqual([
      0,
      Math.PI / 2,
      Math.PI,
      -Math.PI / 2,
      0,
    ]);
  });

  test('exp has ends', () => {
    expect([exp(-1000), exp(0), exp(1000)]).toEqual([0, 1, Number.POSITIVE_INFINITY]);
  });

  test.each([
    [0.5, 0],
    [0.975, 1.959963985],
    [0.025, -1.959963985],
    [1e-9, -5.997807015],
    [1e-14, -7.650628093],
  ])('a normal variable stays below its quantile with probability %f', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 5);
  });
});

/** Functions whose last bits depend on the engine. `sqrt`, `round` and the like are exact. */
const INEXACT = /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log10|log2|log1p|pow|cbrt|hypot)\b/;

test.each(['energy', 'seeding'])('no value in src/%s depends on the engine', (layer) => {
  const folder = fileURLToPath(new URL(`../../../src/${layer}`, import.meta.url));
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => (INEXACT.test(line.replace(/^\s*(?:\/\/|\/?\*).*/, '')) ? [`${file}:${i + 1}`] : [])),
    );
  expect(found, 'use exp, log, pow, sin and cos of src/seeding/random/exact-math.ts').toEqual([]);
});
