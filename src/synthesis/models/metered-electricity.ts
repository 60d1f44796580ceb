import { electricity } from './electricity.ts';
import { heating } from './heat.ts';
import { hotWater } from './hot-water.ts';
import { rounded } from './round.ts';
import type { Site } from '../world/site.ts';

/**
 * All the electricity that a site takes by half-hours of a UTC year, kWh to the watt-hour: also for heat where it is heated with
 * it. What panels of its own give is not taken off.
 */
export function meteredElectricity(seed: number, site: Site, year: number): Float64Array {
  const other = electricity(seed, site, year);
  const { kind, efficiency } = site.heating;
  if (kind !== 'heat_pump' && kind !== 'electric') {
    return other;
  }
  const rooms = heating(seed, site, year);
  const water = hotWater(seed, site, year);
  return other.map((kwh, i) => rounded(kwh + ((rooms[i] ?? 0) + (water[i] ?? 0)) / efficiency, 1000));
}
