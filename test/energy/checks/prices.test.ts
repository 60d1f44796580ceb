import { describe, expect, test } from 'vitest';

import { checkPrices } from '../../../src/energy/checks/check-meters.ts';
import { mean } from '../../../src/energy/checks/statistics.ts';
import { fuelLevel } from '../../../src/energy/models/demand/fuel-years.ts';
import { unitPrice } from '../../../src/energy/models/demand/meter-prices.ts';

const SEEDS = [17, 7_936, 15_855];
const SITES = Array.from({ length: 60 }, (_, index) => index);
const YEARS = [2012, 2015, 2019, 2020, 2022, 2023, 2024, 2027, 2040];

describe.each(SEEDS)('the fuel of seed %i', (seed) => {
  test.each(YEARS)('has the price of %i', (year) => {
    for (const fuel of ['gas', 'oil', 'lpg'] as const) {
      const level = fuelLevel(year)[fuel];
      const prices = SITES.map((index) => unitPrice(seed, index, fuel, year));
      const checks = prices.flatMap((price, index) => checkPrices(price, unitPrice(seed, index, 'elec', year), level));
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect((100 * mean(prices)) / level).toBeGreaterThan(0.93);
      expect((100 * mean(prices)) / level).toBeLessThan(1.07);
    }
  });

  test('was twice as dear in 2022 as in 2019, and cheaper in 2015 than in 2024', () => {
    const [of2015 = 0, of2019 = 0, of2022 = 0, of2023 = 0, of2024 = 0] = [2015, 2019, 2022, 2023, 2024].map((year) =>
      mean(SITES.map((index) => unitPrice(seed, index, 'gas', year))),
    );
    expect(of2022 / of2019).toBeGreaterThan(1.7);
    expect(of2015 / of2024).toBeLessThan(0.8);
    expect(of2024).toBeLessThan(of2023);
  });
});

test('a price of another year is found out', () => {
  const [gas, electricity] = [unitPrice(17, 0, 'gas', 2023), unitPrice(17, 0, 'elec', 2019)];
  expect(checkPrices(gas, electricity, fuelLevel(2019).gas).filter(({ ok }) => !ok).length).toBeGreaterThan(0);
});

test('prices between years that are known lie between theirs, and hold beyond the last', () => {
  expect(fuelLevel(2014).gas).toBeCloseTo(4.3, 9);
  expect(fuelLevel(1990)).toEqual(fuelLevel(2010));
  expect(fuelLevel(2100)).toEqual(fuelLevel(2050));
});
