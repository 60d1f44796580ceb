import { cos, exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Place } from '../../world/site.ts';
import { DAY, HOUR, hourlySpan, seasonAngle, type HourlySpan } from '../calendar/utc-year.ts';
import { memoize } from '../memoize.ts';
import { circulation } from './circulation.ts';
import { clearSky } from './clear-sky.ts';
import { clearSkyIndex, cloudCover } from './cloud.ts';
import { dayShape } from './day-shape.ts';
import { irradiance, type Irradiance } from './irradiance.ts';
import { cosIncidence, ephemeris } from './sun.ts';
import { relativeSpeed } from './wind.ts';

/** Standard deviation of the temperature from its seasonal and daily mean, K, and its skew in the middle of summer. */
const TEMPERATURE = { sigma: 3, skew: 0.12 };

/** Half the range of a day's temperature, K: its mean, less in winter, more under a clear sky of the last hours. */
const DAY_RANGE = { mean: 3, winter: -1.1, least: 0.55, perClear: 1.15, hours: 10 };

/** How much stronger the wind is in winter, and in the afternoon. */
const WIND = { winter: 0.14, afternoon: 0.12 };

/** Correlation time of haze, hours. */
const HAZE_TAU = 4;

/**
 * The weather at a place, which other models use, by the hours of `hourlySpan(year)`: from `LEAD` hours before the year
 * to one after.
 */
export interface Weather extends Irradiance {
  /** At the beginning of the hour, degC. */
  readonly temperature: Float64Array;
  /** At 10 m, m/s. */
  readonly windSpeed: Float64Array;
  /** From 0 to 1. */
  readonly cloudCover: Float64Array;
  /** Cosine of the sun's zenith angle in the middle of the hour. */
  readonly cosZenith: Float64Array;
  /** Scores of the pressure and of rain, and of the wind's components, which do not include its season. */
  readonly pressure: Float64Array;
  readonly rain: Float64Array;
  readonly fromWest: Float64Array;
  readonly fromSouth: Float64Array;
}

/** The weather of a place in a year; the heat, solar and wind models share it. */
export const weather = memoize(
  8,
  (seed: number, place: Place, year: number) =>
    [
      seed,
      year,
      place.name,
      place.latitude,
      place.longitude,
      place.temperature.mean,
      place.temperature.amplitude,
      place.windSpeed,
    ].join(' '),
  (seed: number, place: Place, year: number): Weather => {
    const span = hourlySpan(year);
    const sun = ephemeris(span);
    const cosZenith = cosIncidence(sun, place);
    const seasons = seasonsOf(span);
    const { cloud, warmth, ...air } = circulation(seed, place, span, seasons);
    const haze = autoregressive(keyOf(seed, ['place', place.name, 'haze']), span.from / HOUR, span.hours, HAZE_TAU);
    const shape = dayShape(span, sun, place);
    const cover = new Float64Array(span.hours);
    const clearIndex = new Float64Array(span.hours);
    const temperature = new Float64Array(span.hours);
    const windSpeed = new Float64Array(span.hours);
    const keep = exp(-1 / DAY_RANGE.hours);
    let clear = 0.3;
    for (let i = 0; i < span.hours; i += 1) {
      const [season, ofDay, warm] = [seasons[i] ?? 0, shape[i] ?? 0, warmth[i] ?? 0];
      const covered = cloudCover(cloud[i] ?? 0, place.latitude);
      cover[i] = covered;
      if ((cosZenith[i] ?? 0) > 0) {
        clearIndex[i] = clearSkyIndex(covered, place.latitude, air.rain[i] ?? 0, haze[i] ?? 0);
      }
      windSpeed[i] =
        place.windSpeed *
        relativeSpeed(air.fromWest[i] ?? 0, air.fromSouth[i] ?? 0) *
        (1 + WIND.winter * season) *
        (1 + WIND.afternoon * ofDay);
      clear = keep * clear + (1 - keep) * (1 - covered);
      const range = (DAY_RANGE.mean + DAY_RANGE.winter * season) * (DAY_RANGE.least + DAY_RANGE.perClear * clear);
      // Hot spells go further from the mean than cool ones in summer, and cold ones in winter.
      const skewed = warm - TEMPERATURE.skew * season * (warm * warm - 1);
      temperature[i] =
        place.temperature.mean - place.temperature.amplitude * season + range * ofDay + TEMPERATURE.sigma * skewed;
    }
    return {
      ...air,
      temperature,
      windSpeed,
      cloudCover: cover,
      cosZenith,
      ...irradiance(sun, cosZenith, clearSky(place, span, sun, cosZenith), clearIndex, haze),
    };
  },
);

/** 1 in the middle of winter, -1 in that of summer, by hours. */
const seasonsOf = memoize(
  4,
  ({ from, hours }: HourlySpan) => `${from} ${hours}`,
  ({ from, hours }: HourlySpan): Float64Array => {
    let season = 0;
    return Float64Array.from({ length: hours }, (_, i) => {
      const instant = from + i * HOUR;
      if (i === 0 || instant % DAY === 0) {
        season = cos(seasonAngle(dayOfYear(instant)));
      }
      return season;
    });
  },
);

/** The day of the year, from 1. */
function dayOfYear(instant: number): number {
  return Math.floor((instant - Date.UTC(new Date(instant).getUTCFullYear(), 0, 1)) / DAY) + 1;
}
