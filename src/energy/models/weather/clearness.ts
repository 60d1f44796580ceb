import { exp, log } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Place } from '../../world/site.ts';
import type { HourlySpan } from '../calendar/utc-year.ts';
import { sharedNoise } from './shared-noise.ts';
import { DAY, HOUR } from '../calendar/utc-year.ts';

/** Mean daily clearness in the middle of each month, from January, fitted to Great Britain. */
const MONTHLY = [0.29, 0.33, 0.38, 0.43, 0.45, 0.45, 0.45, 0.43, 0.41, 0.36, 0.3, 0.26];

/** Clearness of a cloudless day. */
const CLEAR = 0.75;

const DAILY = { sigma: 0.75, tau: 0.6 };
/** `lift` corrects the mean for the upper bound and the curvature of the logistic function. */
const HOURLY = { sigma: 0.28, tau: 2, least: 0.04, most: 0.78, lift: 1.047 };

/** The fraction of solar radiation that passes through the atmosphere. */
export interface Clearness {
  /** For the day of each hour. */
  readonly daily: Float64Array;
  /** For each hour, also at night, because cloud cover uses it. */
  readonly hourly: Float64Array;
}

/** Clearness at a place: logit-normal by day, lognormal by hour, both autocorrelated. */
export function clearness(seed: number, place: Place, { from, hours }: HourlySpan): Clearness {
  const firstDay = Math.floor(from / DAY);
  const days = Math.ceil((from + hours * HOUR) / DAY) - firstDay;
  const dayNoise = sharedNoise(seed, 'clear days', place.name, firstDay, days, DAILY.tau);
  const hourNoise = autoregressive(keyOf(seed, ['place', place.name, 'clear hours']), from / HOUR, hours, HOURLY.tau);
  const ofDays = dayNoise.map((noise, i) => {
    const base = monthlyMean((firstDay + i) * DAY);
    return CLEAR / (1 + exp(-log(base / (CLEAR - base)) - DAILY.sigma * noise));
  });
  const daily = new Float64Array(hours);
  const hourly = new Float64Array(hours);
  const offset = from / HOUR - firstDay * 24;
  for (let i = 0; i < hours; i += 1) {
    const ofDay = ofDays[Math.floor((offset + i) / 24)] ?? 0;
    const factor = HOURLY.lift * exp(HOURLY.sigma * (hourNoise[i] ?? 0) - (HOURLY.sigma * HOURLY.sigma) / 2);
    daily[i] = ofDay;
    hourly[i] = Math.min(Math.max(ofDay * factor, HOURLY.least), HOURLY.most);
  }
  return { daily, hourly };
}

/** The mean is interpolated between the middles of two months. */
function monthlyMean(instant: number): number {
  const position = ((instant - Date.UTC(new Date(instant).getUTCFullYear(), 0, 1)) / DAY / 365.25) * 12 + 11.5;
  const month = Math.floor(position);
  const [before = 0, after = 0] = [MONTHLY[month % 12], MONTHLY[(month + 1) % 12]];
  return before + (after - before) * (position - month);
}
