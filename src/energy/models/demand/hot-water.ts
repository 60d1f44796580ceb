import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { normalAt, uniformAt } from '../../../seeding/random/noise.ts';
import type { Site } from '../../world/site.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';
import { heatDemand } from './heat-demand.ts';
import { occupancy } from './occupancy.ts';
import { memoize, siteYearKey } from '../memoize.ts';
import { rounded } from '../round.ts';
import { HALF_HOUR, utcYear } from '../calendar/utc-year.ts';

/** From this number of events in half an hour on, their number is taken as normally distributed. */
const MANY = 20;

/** Heat for hot water by half-hours of a UTC year, kWh thermal: a random number of draws that follows occupancy. */
export const hotWater = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const { from, halfHours } = utcYear(year);
  const { draw } = ARCHETYPE_ENERGY[site.archetype];
  const key = keyOf(seed, ['hot water', site.index]);
  const mean = heatDemand(seed, site).hotWater / draw / halfHours;
  return occupancy(seed, site, year).map((present, i) =>
    rounded(draw * poisson(mean * present, key, from / HALF_HOUR + i), 1000),
  );
});

/** A Poisson number of events, by inversion; for large means by the normal approximation. */
function poisson(mean: number, key: ReturnType<typeof keyOf>, index: number): number {
  if (mean > MANY) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalAt(key, index)));
  }
  const uniform = uniformAt(key, index);
  let probability = exp(-mean);
  let sum = probability;
  let events = 0;
  while (uniform > sum && events < 5 * MANY) {
    events += 1;
    probability *= mean / events;
    sum += probability;
  }
  return events;
}
