import type { Site } from '../../world/site.ts';
import { LEAD, utcYear } from '../calendar/utc-year.ts';
import { rounded } from '../round.ts';
import { weather } from '../weather/weather.ts';
import { solarYield } from './solar-yield.ts';

/** Hours of a half-hour. */
const STEP = 0.5;

/** Panels on the roofs of a site give so much by half-hours of a UTC year, kWh; undefined at a site without panels. */
export function installedOutput(seed: number, { place, solar }: Site, year: number): Float64Array | undefined {
  const standing = solar.filter(({ installedPower }) => installedPower > 0);
  if (standing.length === 0) {
    return undefined;
  }
  const air = weather(seed, place, year);
  const output = new Float64Array(utcYear(year).halfHours);
  for (const array of standing) {
    const hourly = solarYield(place, year, air, array);
    for (let i = 0; i < output.length; i += 1) {
      // The yield as the dataset has it.
      output[i] = (output[i] ?? 0) + rounded(hourly[LEAD + (i >> 1)] ?? 0, 10_000) * array.installedPower * STEP;
    }
  }
  return output;
}
