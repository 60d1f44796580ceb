import type { Place } from '../../world/site.ts';
import { LEAD, utcYear } from '../calendar/utc-year.ts';
import { turbineYield } from '../supply/turbine-yield.ts';
import { weather } from '../weather/weather.ts';

/** Assumed locations of the country's wind farms and solar parks, each with a fifth of the capacity. */
const STANDS: readonly Place[] = [
  stand('Aberdeen', 57.15, -2.1, 8.8, 5.3, 5.4),
  stand('Edinburgh', 55.95, -3.19, 9.4, 5.7, 5.1),
  stand('Hull', 53.75, -0.34, 10.4, 6.4, 5.1),
  stand('Norwich', 52.63, 1.3, 10.7, 7, 4.9),
  stand('Plymouth', 50.37, -4.14, 11.6, 5.2, 5.2),
];

/** Hub height, m. Over the sea, where wind is stronger lower down, it stands for a lower height. */
const HUB_HEIGHT = 90;

/** Output as a fraction of installed power, by half-hours of a UTC year. */
export interface RenewableOutput {
  readonly wind: Float64Array;
  /** kW/m2 on a level plane. */
  readonly sun: Float64Array;
}

/** Average output of wind and sun over the country. */
export function renewableOutput(seed: number, year: number): RenewableOutput {
  const { halfHours } = utcYear(year);
  const wind = new Float64Array(halfHours);
  const sun = new Float64Array(halfHours);
  for (const place of STANDS) {
    const { windSpeed, global } = weather(seed, place, year);
    const yields = turbineYield(windSpeed, HUB_HEIGHT);
    for (let i = 0; i < halfHours; i += 1) {
      const hour = LEAD + (i >> 1);
      // Wind is the value at the start of the hour, radiation the mean of the hour; it is 0 before the hour of sunrise.
      const next = hour + 1;
      const nearest = (i & 1) === 0 ? hour - 1 : next;
      const windHere = (i & 1) === 0 ? (yields[hour] ?? 0) : ((yields[hour] ?? 0) + (yields[next] ?? 0)) / 2;
      wind[i] = (wind[i] ?? 0) + windHere / STANDS.length;
      const here = global[hour] ?? 0;
      const sunHere = here === 0 ? 0 : 0.75 * here + 0.25 * (global[nearest] ?? 0);
      sun[i] = (sun[i] ?? 0) + sunHere / 1000 / STANDS.length;
    }
  }
  return { wind, sun };
}

function stand(
  name: string,
  latitude: number,
  longitude: number,
  mean: number,
  amplitude: number,
  windSpeed: number,
): Place {
  return { name, latitude, longitude, gsp: 'A', outcodes: [], temperature: { mean, amplitude }, windSpeed, rain: 700 };
}
