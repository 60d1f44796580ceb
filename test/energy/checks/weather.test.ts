import { describe, expect, test, vi } from 'vitest';

import { checkPlaces } from '../../../src/energy/checks/check-places.ts';
import { checkRadiation } from '../../../src/energy/checks/check-radiation.ts';
import { checkWeather } from '../../../src/energy/checks/check-weather.ts';
import { hoursOf } from '../../../src/energy/checks/hours-of-place.ts';
import { deviation, mean, sum } from '../../../src/energy/checks/statistics.ts';
import { PLACES } from '../../../src/energy/world/places.ts';
import type { Place } from '../../../src/energy/world/site.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Seeds from a rule, so that the models are not fitted to them; each with a year of its own. */
const WORLDS = Array.from({ length: 12 }, (_, i) => ({ seed: 31 + 7919 * i, year: 2014 + i }));

function placeNamed(name: string): Place {
  const found = PLACES.find((place) => place.name === name);
  if (found === undefined) {
    throw new Error(`no place ${name}`);
  }
  return found;
}

test.each(WORLDS)('the weather of towns of seed $seed in $year is that of Great Britain', ({ seed, year }) => {
  const places = PLACES.filter((_, i) => i % 16 === seed % 16).map((place) => ({
    place,
    hours: hoursOf(seed, place, year),
  }));
  const checks = [
    ...places.flatMap(({ place, hours }) => [...checkWeather(hours, place.rain), ...checkRadiation(hours)]),
    ...checkPlaces(places),
  ];
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

describe('over years and seeds', () => {
  const years = WORLDS.map(({ seed, year }) => ({
    exeter: hoursOf(seed, placeNamed('Exeter'), year),
    inverness: hoursOf(seed, placeNamed('Inverness'), year),
    kendal: hoursOf(seed, placeNamed('Kendal'), year),
  }));

  test('towns have the rain of their normals', () => {
    for (const [name, of] of [
      ['Exeter', 'exeter'],
      ['Inverness', 'inverness'],
      ['Kendal', 'kendal'],
    ] as const) {
      const ratio = mean(years.map((year) => sum(year[of].rain))) / placeNamed(name).rain;
      expect({ name, ratio: Math.abs(ratio - 1) < 0.12 ? 1 : ratio }).toEqual({ name, ratio: 1 });
    }
  });

  test('the north has three quarters of the radiation of the south-west', () => {
    const ratio =
      mean(years.map(({ inverness }) => sum(inverness.global))) / mean(years.map(({ exeter }) => sum(exeter.global)));
    expect(ratio).toBeGreaterThan(0.73);
    expect(ratio).toBeLessThan(0.83);
  });

  test('years differ in their mean temperature, which is that of the place', () => {
    const means = Float64Array.from(years, ({ exeter }) => mean(exeter.temperature));
    expect(deviation(means)).toBeGreaterThan(0.25);
    expect(deviation(means)).toBeLessThan(1);
    expect(Math.abs(mean(means) - placeNamed('Exeter').temperature.mean)).toBeLessThan(0.5);
  });

  test('hot days of summer are further from the mean than cool ones', () => {
    const skews = years.flatMap(({ exeter, kendal }) => [
      summerSkew(exeter.temperature),
      summerSkew(kendal.temperature),
    ]);
    expect(mean(skews)).toBeGreaterThan(0.1);
    expect(mean(skews)).toBeLessThan(0.7);
  });
});

/** The skew of the daily maxima of June to August. */
function summerSkew(temperature: Float64Array): number {
  const maxima = Float64Array.from({ length: 92 }, (_, day) =>
    Math.max(...temperature.subarray(24 * (151 + day), 24 * (152 + day))),
  );
  const [middle, spread] = [mean(maxima), deviation(maxima)];
  return mean(maxima.map((value) => ((value - middle) / spread) ** 3));
}
