import { describe, expect, test, vi } from 'vitest';

import { correlation, mean, sum } from '../../../src/energy/checks/statistics.ts';
import { electricity } from '../../../src/energy/models/demand/electricity.ts';
import { gridMix } from '../../../src/energy/models/grid/grid-mix.ts';
import { REGIONS, regionalMix } from '../../../src/energy/models/grid/regional-mix.ts';
import { TARIFF_PRODUCTS, tariffs } from '../../../src/energy/models/grid/tariffs.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';

import { testGrids } from './checked-grids.ts';

vi.setConfig({ testTimeout: 120_000 });

testGrids('short');

describe('the grid of a seed that no model was fitted to', () => {
  const seed = 271_828;

  test('burns its last coal on 30 September 2024', () => {
    const { coal } = gridMix(seed, 2024).shares;
    const end = (Date.UTC(2024, 9, 1) - Date.UTC(2024, 0, 1)) / 1_800_000;
    expect(sum(coal.subarray(0, end))).toBeGreaterThan(0);
    expect(sum(coal.subarray(end))).toBe(0);
  });

  test('has regions that follow the country, each in its own way', () => {
    const { intensity } = gridMix(seed, 2024);
    for (const region of REGIONS) {
      const alike = correlation(regionalMix(seed, region, 2024).intensity, intensity);
      expect({ region, alike: alike > 0.4 && alike < 0.985 ? true : alike }).toEqual({ region, alike: true });
    }
  });

  test.each([2019, 2024])('no tariff is the cheapest for all sites in %i', (year) => {
    const world = createWorld({ seed, clients: 3, sites: 30, noise: 'none' });
    const cheapest = Array.from({ length: 30 }, (_, index) => {
      const site = world.site(index);
      const kwh = electricity(seed, site, year);
      const costs = tariffs(seed, site, year).map((prices) => mean(prices.map((price, i) => price * (kwh[i] ?? 0))));
      return TARIFF_PRODUCTS[costs.indexOf(Math.min(...costs))];
    });
    const counts = TARIFF_PRODUCTS.map((product) => cheapest.filter((each) => each === product).length);
    expect(Math.max(...counts)).toBeLessThan(24);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(3);
  });
});
