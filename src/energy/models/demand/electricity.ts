import { cos, exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive, uniformAt } from '../../../seeding/random/noise.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { AnnualEnergy, Place, Site } from '../../world/site.ts';
import { HALF_HOUR, hourlySpan, LEAD, seasonAngle, utcYear } from '../calendar/utc-year.ts';
import { memoize, siteYearKey } from '../memoize.ts';
import { rounded, roundedTogether } from '../round.ts';
import { cosIncidence, ephemeris } from '../weather/sun.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';
import { coolingShape } from './cooling.ts';
import { electricHeat } from './electric-heat.ts';
import { dailyLevels } from './electricity-levels.ts';
import { occupancy } from './occupancy.ts';
import { profileShape } from './profile-shape.ts';

/** Standard deviation of the logarithm of a site's demand over its archetype's benchmark. */
const SPREAD = 0.2;

/** What chance makes of this at most, in standard deviations. */
const MOST_SPREAD = 2.5;

/** The same of the fraction that follows occupancy, and the most that this may be. */
const OCCUPIED = { spread: 0.15, most: 0.9 };

const SEASON = 0.05;
const DARK = 0.12;

/** Short-term noise: standard deviation, and the correlation time in half-hours. */
const SHORT = { sigma: 0.06, tau: 1.5 };

/** Standard deviation of the logarithm of one household's demand in half an hour, and its correlation time in half-hours. */
const HOUSEHOLD = { sigma: 0.55, tau: 1.3 };

/** The most that households take, as a multiple of their mean. */
const MOST_DRAWN = 3.5;

/** Half-hours for which plant runs or rests: least, and how many more at most. */
const PLANT_RUN = { least: 2, more: 4 };

/** Annual electricity of a site without heating, kWh, by its benchmark and its own deviation. */
function electricityTarget(seed: number, { index, archetype, floorArea }: Site): number {
  const chance = randomOf(seed, 'electricity', index).normal();
  const own = exp(SPREAD * Math.min(Math.max(chance, -MOST_SPREAD), MOST_SPREAD));
  return ARCHETYPE_ENERGY[archetype].electricity * floorArea * own;
}

/**
 * The mean demand of a site by half-hours, of mean 1: a base load and a part that follows occupancy; higher in winter
 * and in the dark. Cooling is not part of it.
 */
export const electricityShape = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const shape =
    site.profile === undefined ? usualShape(seed, site, year) : profileShape(seed, site, year, site.profile);
  const scale = shape.length / shape.reduce((sum, value) => sum + value, 0);
  return shape.map((value) => value * scale);
});

/** The shape of an archetype. */
function usualShape(seed: number, site: Site, year: number): Float64Array {
  const own = exp(OCCUPIED.spread * randomOf(seed, 'base load', site.index).normal());
  const occupied = Math.min((1 - ARCHETYPE_ENERGY[site.archetype].base) * own, OCCUPIED.most);
  const dark = darkness(site.place, year);
  const { days } = utcYear(year);
  const season = Float64Array.from({ length: days }, (_, day) => 1 + SEASON * cos(seasonAngle(day + 1)));
  const present = occupancy(seed, site, year);
  const shape = new Float64Array(present.length);
  for (let i = 0; i < shape.length; i += 1) {
    const taken = 1 - occupied + occupied * (present[i] ?? 0) * (1 + (dark[i >> 1] ?? 0));
    shape[i] = taken * (season[Math.floor(i / 48)] ?? 1);
  }
  return shape;
}

/** What lamps add by the hours of a year at a place. */
const darkness = memoize(
  8,
  ({ latitude, longitude }: Place, year: number) => `${latitude} ${longitude} ${year}`,
  (place: Place, year: number): Float64Array =>
    cosIncidence(ephemeris(hourlySpan(year)), place)
      .subarray(LEAD)
      .map((cosZenith) => (cosZenith < 0 ? DARK : 0)),
);

/** A site's electricity without heating by half-hours of a UTC year, kWh to the watt-hour. */
export const electricity = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const { from, halfHours } = utcYear(year);
  // The temperature response of a meter has its cooling.
  const cooling = site.profile === undefined ? ARCHETYPE_ENERGY[site.archetype].cooling : 0;
  const perHalfHour = electricityTarget(seed, site) / halfHours;
  const shape = electricityShape(seed, site, year);
  const cooled = cooling === 0 ? undefined : coolingShape(seed, site, year);
  const levels = dailyLevels(seed, site, year);
  const plant = plantOf(seed, site);
  const variation = variationOf(seed, site, year);
  const first = from / HALF_HOUR;
  const consumption = new Float64Array(halfHours);
  for (let i = 0; i < halfHours; i += 1) {
    const value = shape[i] ?? 0;
    const mean = cooled === undefined ? value : (1 - cooling) * value + cooling * (cooled[i] ?? 0);
    const factor = (levels[Math.floor(i / 48)] ?? 1) * (variation[i] ?? 1) + plant(first + i);
    consumption[i] = Math.max(0, perHalfHour * mean * factor);
  }
  if (site.annual === undefined) {
    return consumption.map((kwh) => rounded(kwh, 1000));
  }
  const scale = otherThanHeat(seed, site, year, site.annual) / total(consumption);
  return roundedTogether(
    consumption.map((kwh) => kwh * scale),
    1000,
  );
});

/** What a site takes in a year besides its electric heating, kWh. */
function otherThanHeat(seed: number, site: Site, year: number, annual: AnnualEnergy): number {
  return annual.electricity - total(electricHeat(seed, site, year) ?? new Float64Array());
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Plant that runs and rests in turn, e.g. the compressors of a cold room: its difference from the mean by half-hours since 1970. */
function plantOf(seed: number, { index, archetype }: Site): (step: number) => number {
  const { plant } = ARCHETYPE_ENERGY[archetype];
  const key = keyOf(seed, ['electricity', index, 'plant']);
  const run = PLANT_RUN.least + randomOf(seed, 'plant', index).integer(PLANT_RUN.more + 1);
  return plant === 0 ? () => 0 : (step) => (uniformAt(key, Math.floor(step / run)) < 0.5 ? plant : -plant);
}

/** Variation from one half-hour to the next, of mean 1: small at large buildings, large where few households are. */
function variationOf(seed: number, { index, archetype, floorArea }: Site, year: number): Float64Array {
  const { from, halfHours } = utcYear(year);
  const { household } = ARCHETYPE_ENERGY[archetype];
  const { sigma, tau } = household === undefined ? SHORT : HOUSEHOLD;
  const noise = autoregressive(keyOf(seed, ['electricity', index, 'short']), from / HALF_HOUR, halfHours, tau);
  const own = household === undefined ? sigma : sigma / Math.sqrt(Math.max(1, Math.round(floorArea / household)));
  for (let i = 0; i < noise.length; i += 1) {
    const value = own * (noise[i] ?? 0);
    noise[i] = household === undefined ? 1 + value : Math.min(exp(value - (own * own) / 2), MOST_DRAWN);
  }
  return noise;
}
