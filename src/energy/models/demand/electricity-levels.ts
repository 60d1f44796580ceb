import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { DAY, utcYear } from '../calendar/utc-year.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';

/** Days that differ for no known reason: smallest and largest standard deviation of a site, and the correlation time in days. */
const DAILY = { least: 0.075, most: 0.12, tau: 1.4 };

/** The same of one household: guests, washing, days at home. */
const HOUSEHOLD_DAILY = 0.22;

/** Slow drift: standard deviation, and the correlation time in days. */
const DRIFT = { sigma: 0.025, tau: 45 };

/** Growth or decline in a year, and the year in which a site is at its own mean. */
const GROWTH = { least: -0.015, most: 0.01, pivot: 2022, years: 12 };

/** Retrofits such as new lamps: the probability, first year and number of years, smallest and largest saving. */
const RETROFIT = { chance: 0.35, first: 2014, years: 22, least: 0.06, most: 0.18 };

/** How much electricity a site takes on each day of a UTC year relative to its mean: growth, retrofit, drift and chance. */
export function dailyLevels(seed: number, site: Site, year: number): Float64Array {
  const { from, days } = utcYear(year);
  const random = randomOf(seed, 'electricity levels', site.index);
  const own = DAILY.least + (DAILY.most - DAILY.least) * random.next();
  const growth = GROWTH.least + (GROWTH.most - GROWTH.least) * random.next();
  const hasRetrofit = random.chance(RETROFIT.chance);
  const retrofit = RETROFIT.first + RETROFIT.years * random.next();
  const kept = hasRetrofit ? 1 - RETROFIT.least - (RETROFIT.most - RETROFIT.least) * random.next() : 1;
  const sigma = dailySigma(site, own);
  const first = from / DAY;
  const daily = autoregressive(keyOf(seed, ['electricity', site.index, 'daily']), first, days, DAILY.tau);
  const drift = autoregressive(keyOf(seed, ['electricity', site.index, 'long']), first, days, DRIFT.tau);
  return daily.map((value, day) => {
    const time = year + day / days;
    const since = Math.min(Math.max(time - GROWTH.pivot, -GROWTH.years), GROWTH.years);
    const level = exp(growth * since + sigma * value - (sigma * sigma) / 2) + DRIFT.sigma * (drift[day] ?? 0);
    return Math.max(0.2, level * (time < retrofit ? 1 : kept));
  });
}

/** Households differ from day to day by themselves, so that many vary less than one. */
function dailySigma({ archetype, floorArea, profile }: Site, own: number): number {
  if (profile !== undefined) {
    return profile.unrest;
  }
  const { household, unrest } = ARCHETYPE_ENERGY[archetype];
  if (household === undefined) {
    return unrest * own;
  }
  const households = Math.max(1, Math.round(floorArea / household));
  return Math.sqrt(unrest * own * unrest * own + (HOUSEHOLD_DAILY * HOUSEHOLD_DAILY) / households);
}
