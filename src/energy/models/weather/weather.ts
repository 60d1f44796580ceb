import { cos, exp, log } from '../../../seeding/random/exact-math.ts';
import type { Place } from '../../world/site.ts';
import { clearness } from './clearness.ts';
import { hourlySpan } from '../calendar/utc-year.ts';
import { irradiance, type Irradiance } from './irradiance.ts';
import { memoize } from '../memoize.ts';
import { sharedNoise } from './shared-noise.ts';
import { cosIncidence, ephemeris } from './sun.ts';
import { DAY, HOUR, seasonAngle } from '../calendar/utc-year.ts';

/** Standard deviation of the temperature from its seasonal and daily mean, K, and the correlation time, hours. */
const TEMPERATURE = { sigma: 3, tau: 66 };

const WIND = { tau: 14, winter: 0.14, afternoon: 0.12 };

/** The mean of a Weibull distribution of shape 2 and scale 1. */
const WEIBULL_MEAN = Math.sqrt(Math.PI) / 2;

/**
 * The weather at a place, which other models use, by the hours of `hourlySpan(year)`: from `LEAD` hours before the year
 * to one after.
 */
export interface Weather extends Irradiance {
  /** At the beginning of the hour, degC. */
  readonly temperature: Float64Array;
  /** At 10 m, m/s. */
  readonly windSpeed: Float64Array;
  /** The wind as a standard normal variable; the pressure falls as it rises. */
  readonly windScore: Float64Array;
  readonly dailyClearness: Float64Array;
  readonly clearness: Float64Array;
  /** Cosine of the sun's zenith angle in the middle of the hour. */
  readonly cosZenith: Float64Array;
}

/** The weather of a place in a year; the heat, solar and wind models share it. */
export const weather = memoize(
  24,
  (seed: number, place: Place, year: number) =>
    [seed, year, place.name, place.latitude, place.longitude, place.temperature.mean, place.windSpeed].join(' '),
  (seed: number, place: Place, year: number): Weather => {
    const span = hourlySpan(year);
    const first = span.from / HOUR;
    const sun = ephemeris(span);
    const cosZenith = cosIncidence(sun, place);
    const { daily, hourly } = clearness(seed, place, span);
    const warmth = sharedNoise(seed, 'warmth', place.name, first, span.hours, TEMPERATURE.tau);
    const windScore = sharedNoise(seed, 'wind', place.name, first, span.hours, WIND.tau);
    const temperature = new Float64Array(span.hours);
    const windSpeed = new Float64Array(span.hours);
    let season = 0;
    for (let i = 0; i < span.hours; i += 1) {
      const instant = span.from + i * HOUR;
      const hourOfDay = (instant % DAY) / HOUR;
      if (i === 0 || hourOfDay === 0) {
        season = cos(seasonAngle(dayOfYear(instant)));
      }
      const swing = (3 - 1.1 * season) * (0.55 + 1.07 * (daily[i] ?? 0));
      temperature[i] =
        place.temperature.mean -
        place.temperature.amplitude * season +
        swing * (DAY_SHAPE[hourOfDay] ?? 0) +
        TEMPERATURE.sigma * (warmth[i] ?? 0);
      windSpeed[i] =
        ((place.windSpeed * Math.sqrt(-log(upperTail(windScore[i] ?? 0)))) / WEIBULL_MEAN) *
        (1 + WIND.winter * season) *
        (1 + WIND.afternoon * (DAY_SHAPE[hourOfDay] ?? 0));
    }
    return {
      temperature,
      windSpeed,
      windScore,
      dailyClearness: daily,
      clearness: hourly,
      cosZenith,
      ...irradiance(sun, cosZenith, hourly),
    };
  },
);

/** Temperature and wind are highest at 14:36 UTC. */
const DAY_SHAPE = Array.from({ length: 24 }, (_, hour) => cos((2 * Math.PI * (hour - 14.6)) / 24));

/** The day of the year, from 1. */
function dayOfYear(instant: number): number {
  return Math.floor((instant - Date.UTC(new Date(instant).getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/**
 * The probability that a standard normal variable is above z, to 1e-7: formula 26.2.17 of M. Abramowitz and I. A.
 * Stegun, Handbook of Mathematical Functions (1964).
 */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * exp((-z * z) / 2) * sum;
  return z >= 0 ? tail : 1 - tail;
}
