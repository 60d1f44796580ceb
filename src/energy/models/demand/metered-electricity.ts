import { electricity, electricityShape } from './electricity.ts';
import { coefficientOfPerformance } from './heat-pump.ts';
import { halfHourlyTemperature, heating } from './heat.ts';
import { hotWater } from './hot-water.ts';
import { rounded } from '../round.ts';
import { weather } from '../weather/weather.ts';
import type { Site } from '../../world/site.ts';
import { monthlySum, monthsOf } from '../calendar/utc-year.ts';

/** kWh of a kW in half an hour. */
const STEP = 0.5;

/**
 * All electricity of a site by half-hours of a UTC year, kWh to the watt-hour, with electric heating up to the plant's
 * capacity. The output of its solar panels is not subtracted.
 */
export function meteredElectricity(seed: number, site: Site, year: number): Float64Array {
  const other = electricity(seed, site, year);
  const { kind, capacity } = site.heating;
  if (kind !== 'heat_pump' && kind !== 'electric') {
    return other;
  }
  const rooms = heating(seed, site, year);
  const water = hotWater(seed, site, year);
  const air = halfHourlyTemperature(weather(seed, site.place, year), year);
  return other.map((kwh, i) => {
    const heat = Math.min((rooms[i] ?? 0) + (water[i] ?? 0), capacity * STEP);
    const takes = kind === 'heat_pump' ? heat / coefficientOfPerformance(air[i] ?? 0) : heat;
    return rounded(kwh + takes, 1000);
  });
}

/**
 * Half-hourly electricity estimated from a site's monthly bills, kWh to the watt-hour: the profile of its archetype,
 * scaled so that each month adds up to the bill except for rounding.
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
