import { electricity, electricityShape } from './electricity.ts';
import { electricHeat } from './electric-heat.ts';
import { rounded } from '../round.ts';
import type { Site } from '../../world/site.ts';
import { monthlySum, monthsOf } from '../calendar/utc-year.ts';

/**
 * All electricity of a site by half-hours of a UTC year, kWh to the watt-hour, with electric heating up to the plant's
 * capacity. The output of its solar panels is not subtracted.
 */
export function meteredElectricity(seed: number, site: Site, year: number): Float64Array {
  const other = electricity(seed, site, year);
  const heat = electricHeat(seed, site, year);
  return heat === undefined ? other : other.map((kwh, i) => rounded(kwh + (heat[i] ?? 0), 1000));
}

/**
 * Half-hourly electricity estimated from a site's monthly bills, kWh to the watt-hour: the profile of its archetype,
 * scaled so that each month adds up to the bill except for rounding.
 */
export function synthesisedElectricity(seed: number, site: Site, year: number): Float64Array {
  const metered = meteredElectricity(seed, site, year);
  const shape = electricityShape(seed, site, year).slice();
  for (const month of monthsOf(year)) {
    const scale = monthlySum(metered, month) / monthlySum(shape, month);
    for (let i = month.first; i < month.end; i += 1) {
      shape[i] = rounded((shape[i] ?? 0) * scale, 1000);
    }
  }
  return shape;
}
