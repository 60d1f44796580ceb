import { check, type Check } from './check.ts';
import { correlation, greatest, least, sum } from './statistics.ts';

/**
 * Whether the import meter of a site with panels falls by what the site uses of their output at the same time, in daylight only.
 *
 * @param used kWh by half-hours, whether the grid gives it or the panels
 * @param metered kWh by the same half-hours: what the grid gives
 * @param output kWh by the same half-hours: what the panels give
 */
export function checkInstalledPanels(used: Float64Array, metered: Float64Array, output: Float64Array): Check[] {
  const saved = used.map((kwh, i) => kwh - (metered[i] ?? 0));
  const share = sum(saved) / sum(output);
  return [
    check('electricity', 'panels that stand: own use over output', share, [0.12, 1.0001]),
    check('electricity', 'panels that stand: own use over electricity used', sum(saved) / sum(used), [0.001, 0.55]),
    check('electricity', 'panels that stand: least reading, kWh', least(metered), [0, Number.MAX_VALUE]),
    // Both are rounded to the watt-hour.
    check(
      'electricity',
      'panels that stand: most own use beyond their output, kWh',
      greatest(saved.map((kwh, i) => kwh - (output[i] ?? 0))),
      [-1, 0.001],
    ),
    check(
      'electricity',
      'panels that stand: own use in the dark, kWh',
      sum(saved.filter((_, i) => output[i] === 0)),
      [0, 0],
    ),
  ];
}

/**
 * Whether several meters of one kind add up to what the site takes, each in its own way.
 *
 * @param meters kWh, each by the same intervals
 * @param all kWh by the same intervals
 */
export function checkSeveralMeters(dataset: string, meters: readonly Float64Array[], all: Float64Array): Check[] {
  if (meters.length < 2) {
    return [];
  }
  const together = all.map((_, i) => meters.reduce((total, meter) => total + (meter[i] ?? 0), 0));
  const smallest = Math.min(...meters.map(sum)) / sum(all);
  const [first = all, second = all] = meters;
  return [
    check(dataset, 'several meters: sum less demand, greatest, kWh', greatestDifference(together, all), [0, 0.01]),
    check(dataset, 'several meters: share of the smallest', smallest, [0.08, 0.5]),
    check(dataset, 'several meters: correlation of two', correlation(first, second), [0.3, 0.9995]),
  ];
}

/** How far contracts may be from the mean of their year, as a factor. */
const CONTRACTS = [0.75, 1.25] as const;

/** What electricity costs over fuel: least over LPG, most over oil when that is cheap. */
const ELECTRICITY_OVER_FUEL = [1.1, 8] as const;

/**
 * Whether fuel costs what it did in its year, also beside electricity.
 *
 * @param price of fuel, and of electricity, GBP/kWh
 * @param level p/kWh of the fuel in the year
 */
export function checkPrices(price: number, electricityPrice: number, level: number): Check[] {
  return [
    check('gas', 'unit price over the mean of the year', (100 * price) / level, CONTRACTS),
    check('gas', 'unit price of electricity over that of fuel', electricityPrice / price, ELECTRICITY_OVER_FUEL),
  ];
}

function greatestDifference(one: Float64Array, other: Float64Array): number {
  return greatest(one.map((value, i) => Math.abs(value - (other[i] ?? 0))));
}
