import type { Site } from '../../world/site.ts';
import { heating } from './heat.ts';
import { hotWater } from './hot-water.ts';
import { rounded } from '../round.ts';
import { utcYear } from '../calendar/utc-year.ts';

/** kWh in a cubic meter of gas: volume correction, MJ/m3 in Great Britain, MJ in a kWh. */
export const KWH_PER_CUBIC_METRE = (1.02264 * 39.5) / 3.6;

/**
 * Gas that a site burns by half-hours of a UTC year, kWh (gross) to the watt-hour: space heat and water by the
 * efficiency of its boiler. All 0 for a site without a boiler.
 */
export function meteredGas(seed: number, site: Site, year: number): Float64Array {
  if (site.heating.kind !== 'gas_boiler') {
    return new Float64Array(utcYear(year).halfHours);
  }
  const water = hotWater(seed, site, year);
  return heating(seed, site, year).map((heat, i) => rounded((heat + (water[i] ?? 0)) / site.heating.efficiency, 1000));
}
