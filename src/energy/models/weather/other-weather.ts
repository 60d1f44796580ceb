import { exp, pow } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Place } from '../../world/site.ts';
import { hourlySpan } from '../calendar/utc-year.ts';
import { HOUR } from '../calendar/utc-year.ts';
import type { Weather } from './weather.ts';

/** Weather that no other model uses, by the hours of the weather. */
export interface OtherWeather {
  /** Relative humidity, %. */
  readonly humidity: Float64Array;
  /** At sea level, hPa. */
  readonly pressure: Float64Array;
  /** % of the sky. */
  readonly cloudCover: Float64Array;
  /** Direction that the wind comes from, degrees clockwise from north. */
  readonly windDirection: Float64Array;
  /** m/s. */
  readonly windGust: Float64Array;
  /** Precipitation in the hour, mm, and its probability, %. */
  readonly rain: Float64Array;
  readonly rainProbability: Float64Array;
  /** Snowfall in the hour, and depth on the ground, cm. */
  readonly snow: Float64Array;
  readonly snowDepth: Float64Array;
}

const GUST = 1.5;
const PRESSURE = { mean: 1013, sigma: 10, tau: 90, perWind: 4 };
const DIRECTION = { mean: 235, sigma: 60, tau: 30 };
const RAIN = { tau: 5, threshold: 1.45, perCloud: 1.6, amount: 0.65 };
/** degC below which precipitation is snow, and cm of snow for each mm of water. */
const SNOW = { below: 0.8, perWater: 0.5, keepCold: 0.995, keepWarm: 0.9 };

export function otherWeather(seed: number, place: Place, year: number, weather: Weather): OtherWeather {
  const span = hourlySpan(year);
  const noise = (of: string, tau: number): Float64Array =>
    autoregressive(keyOf(seed, ['place', place.name, of]), span.from / HOUR, span.hours, tau);
  const [highs, turns, wetness, moisture] = [
    noise('pressure', PRESSURE.tau),
    noise('direction', DIRECTION.tau),
    noise('wetness', RAIN.tau),
    noise('moisture', 20),
  ];
  const cloudCover = weather.clearness.map(cloudOf);
  const score = wetness.map((wet, i) => wet + RAIN.perCloud * ((cloudCover[i] ?? 0) / 100 - 0.75) - RAIN.threshold);
  const rain = score.map((wet) => (wet > 0 ? RAIN.amount * (0.2 + wet * wet * 2) : 0));
  const snow = rain.map((water, i) => ((weather.temperature[i] ?? 0) < SNOW.below ? SNOW.perWater * water : 0));
  return {
    humidity: humidityOf(weather, moisture),
    pressure: highs.map(
      (high, i) => PRESSURE.mean + PRESSURE.sigma * high - PRESSURE.perWind * (weather.windScore[i] ?? 0),
    ),
    cloudCover,
    windDirection: turns.map((turn) => (DIRECTION.mean + DIRECTION.sigma * turn + 720) % 360),
    windGust: weather.windSpeed.map((speed) => GUST * speed),
    rain,
    rainProbability: score.map((wet) => (wet > 0 ? 100 : 100 / (1 + exp(-2 * wet)))),
    snow,
    snowDepth: depthOf(snow, weather.temperature),
  };
}

/**
 * Cloud cover, %, for a fraction of radiation that comes through: the inverse of F. Kasten and G. Czeplak, Solar Energy
 * 24 (1980).
 */
function cloudOf(clearness: number): number {
  const missing = Math.min(Math.max((1 - clearness / 0.75) / 0.75, 0), 1);
  return missing === 0 ? 0 : 100 * pow(missing, 1 / 3.4);
}

/**
 * Relative humidity, %, from the temperature and a dew point that follows it by days, lower under a clear sky; with the
 * coefficients of O. A. Alduchov and R. E. Eskridge, Journal of Applied Meteorology 35 (1996).
 */
function humidityOf({ temperature, dailyClearness }: Weather, moisture: Float64Array): Float64Array {
  const keep = exp(-1 / 24);
  let slow = temperature[0] ?? 0;
  return temperature.map((air, i) => {
    slow = keep * slow + (1 - keep) * air;
    const dewPoint = Math.min(slow - 0.5 - 5.5 * (dailyClearness[i] ?? 0) + 1.2 * (moisture[i] ?? 0), air);
    return 100 * exp(magnus(dewPoint) - magnus(air));
  });
}

function magnus(temperature: number): number {
  return (17.625 * temperature) / (243.04 + temperature);
}

function depthOf(snow: Float64Array, temperature: Float64Array): Float64Array {
  let depth = 0;
  return snow.map((fallen, i) => {
    depth = depth * ((temperature[i] ?? 0) > 1 ? SNOW.keepWarm : SNOW.keepCold) + fallen;
    return depth < 0.05 ? 0 : depth;
  });
}
