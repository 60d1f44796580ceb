import type { Site } from '../world/site.ts';
import { electricityShape } from './electricity.ts';
import { meteredElectricity } from './metered-electricity.ts';
import { monthlySum, monthsOf } from './months.ts';
import { rounded } from './round.ts';

/**
 * What somebody who has only a site's monthly bills would make of them, by half-hours, kWh to the watt-hour: the shape of its kind
 * of building, so much of it that each month comes to what was billed but for rounding.
 */
export function synthesisedElectricity(seed: number, site: Site, year: number): Float64Array {
  const metered = meteredElectricity(seed, site, year);
  const shape = electricityShape(seed, site, year);
  for (const month of monthsOf(year)) {
    const scale = monthlySum(metered, month) / monthlySum(shape, month);
    for (let i = month.first; i < month.end; i += 1) {
      shape[i] = rounded((shape[i] ?? 0) * scale, 1000);
    }
  }
  return shape;
}
