import type { Site } from '../../world/site.ts';
import { weather } from '../weather/weather.ts';
import { coefficientOfPerformance } from './heat-pump.ts';
import { halfHourlyTemperature, heating } from './heat.ts';
import { hotWater } from './hot-water.ts';

/** kWh of a kW in half an hour. */
const STEP = 0.5;

/** kWh that electric heating takes by half-hours of a UTC year, up to the plant's capacity; undefined at a site without. */
export function electricHeat(seed: number, site: Site, year: number): Float64Array | undefined {
  const { kind, capacity } = site.heating;
  if (kind !== 'heat_pump' && kind !== 'electric') {
    return undefined;
  }
  const rooms = heating(seed, site, year);
  const water = hotWater(seed, site, year);
  const air = halfHourlyTemperature(weather(seed, site.place, year));
  return rooms.map((kwh, i) => {
    const heat = Math.min(kwh + (water[i] ?? 0), capacity * STEP);
    return kind === 'heat_pump' ? heat / coefficientOfPerformance(air[i] ?? 0) : heat;
  });
}
