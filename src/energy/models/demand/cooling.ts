import type { Site } from '../../world/site.ts';
import { LEAD } from '../calendar/utc-year.ts';
import { weather } from '../weather/weather.ts';
import { occupancy } from './occupancy.ts';

/** Outdoor temperature from which chillers run, degC, and the mean of a year above it in the middle of England, K. */
const FROM = 11;
const USUAL = 2.6;

/** The part of cooling that goes on in an empty building, for goods and servers. */
const ALWAYS = 0.4;

/** Electricity for cooling by half-hours of a year: of mean about 1 in the usual weather, more in a hot summer. */
export function coolingShape(seed: number, site: Site, year: number): Float64Array {
  const { temperature } = weather(seed, site.place, year);
  const present = occupancy(seed, site, year);
  const shape = new Float64Array(present.length);
  for (let i = 0; i < shape.length; i += 1) {
    const above = Math.max(0, (temperature[LEAD + (i >> 1)] ?? 0) - FROM);
    shape[i] = (above / USUAL) * (ALWAYS + (1 - ALWAYS) * (present[i] ?? 0));
  }
  return shape;
}
