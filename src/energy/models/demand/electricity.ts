import { cos, exp, log } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive, normalAt, uniformAt } from '../../../seeding/random/noise.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';
import { hourlySpan, LEAD } from '../calendar/utc-year.ts';
import { occupancy } from './occupancy.ts';
import { memoize } from '../memoize.ts';
import { rounded } from '../round.ts';
import { siteYearKey } from '../memoize.ts';
import { cosIncidence, ephemeris } from '../weather/sun.ts';
import { DAY, HALF_HOUR, seasonAngle, utcYear } from '../calendar/utc-year.ts';

/** Standard deviation of the logarithm of a site's demand over its archetype's benchmark. */
const SPREAD = 0.2;

const SEASON = 0.08;
const DARK = 0.12;
/** Short-term noise, in steps of half-hours. */
const SHORT = { sigma: 0.06, tau: 6 };
/** Long-term changes such as new equipment, in steps of days. */
const LONG = { sigma: 0.025, tau: 60 };

/** Shape of the gamma distribution of a household's demand in half an hour. */
const HOUSEHOLD_SHAPE = 3;

/** The most that a household takes, as a multiple of its mean. */
const MOST_DRAWN = 4;

/** From this number of households on, their total is taken as normally distributed. */
const FEW = 3;

/** Annual electricity of a site without heating, kWh, by its benchmark and its own deviation. */
function electricityTarget(seed: number, { index, archetype, floorArea }: Site): number {
  const own = exp(SPREAD * randomOf(seed, 'electricity', index).normal());
  return ARCHETYPE_ENERGY[archetype].electricity * floorArea * own;
}

/**
 * The mean demand of a site by half-hours, of mean 1: a base load and a part that follows occupancy; higher in winter
 * and in the dark.
 */
export function electricityShape(seed: number, site: Site, year: number): Float64Array {
  const { base } = ARCHETYPE_ENERGY[site.archetype];
  const cosZenith = cosIncidence(ephemeris(hourlySpan(year)), site.place);
  const { days } = utcYear(year);
  const season = Float64Array.from({ length: days }, (_, day) => 1 + SEASON * cos(seasonAngle(day + 1)));
  const shape = occupancy(seed, site, year).slice();
  let sum = 0;
  for (let i = 0; i < shape.length; i += 1) {
    const dark = (cosZenith[LEAD + (i >> 1)] ?? 0) < 0 ? DARK : 0;
    const taken = base + (1 - base) * (shape[i] ?? 0) * (1 + dark);
    shape[i] = taken * (season[Math.floor(i / 48)] ?? 1);
    sum += shape[i] ?? 0;
  }
  const scale = shape.length / sum;
  for (let i = 0; i < shape.length; i += 1) {
    shape[i] = (shape[i] ?? 0) * scale;
  }
  return shape;
}

/** A site's electricity without heating by half-hours of a UTC year, kWh to the watt-hour. */
export const electricity = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const { from, days, halfHours } = utcYear(year);
  const { household } = ARCHETYPE_ENERGY[site.archetype];
  const step = from / HALF_HOUR;
  const short = autoregressive(keyOf(seed, ['electricity', site.index, 'short']), step, halfHours, SHORT.tau);
  const long = autoregressive(keyOf(seed, ['electricity', site.index, 'long']), from / DAY, days, LONG.tau);
  const scale = electricityTarget(seed, site) / halfHours;
  const households = household === undefined ? 0 : Math.max(1, Math.round(site.floorArea / household));
  const draws = householdDraws(seed, site, households);
  const consumption = electricityShape(seed, site, year);
  for (let i = 0; i < halfHours; i += 1) {
    const noise = 1 + SHORT.sigma * (short[i] ?? 0) + LONG.sigma * (long[Math.floor(i / 48)] ?? 0);
    consumption[i] = rounded(Math.max(0, scale * (consumption[i] ?? 0) * noise * draws(step + i)), 1000);
  }
  return consumption;
});

/** Random variation of the total of the households, of mean 1; constant for a site without households. */
function householdDraws(seed: number, { index }: Site, households: number): (step: number) => number {
  if (households === 0) {
    return () => 1;
  }
  const key = keyOf(seed, ['electricity', index, 'draws']);
  const shape = HOUSEHOLD_SHAPE * households;
  if (households > FEW) {
    const deviation = 1 / Math.sqrt(shape);
    return (step) => Math.max(0.1, 1 + deviation * normalAt(key, step));
  }
  return (step) => {
    let product = 1;
    for (let i = 0; i < shape; i += 1) {
      product *= uniformAt(key, step * shape + i);
    }
    return Math.min(-log(product) / shape, MOST_DRAWN);
  };
}
