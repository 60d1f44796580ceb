import { exp, log } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Place } from '../../world/site.ts';
import { HOUR, hourlySpan } from '../calendar/utc-year.ts';
import type { Weather } from './weather.ts';
import { windDirection } from './wind.ts';

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

/** Of the wind's mean, and m/s that a calm adds; a lognormal factor varies them. */
const GUST = { factor: 0.42, calm: 0.55, sigma: 0.45, tau: 3 };
const PRESSURE = { mean: 1014.5, sigma: 10.5 };
/** The score above which it rains at a place of `normal` mm a year, lower where it rains more, and the mean of a wet hour. */
const RAIN = { threshold: 1.36, normal: 750, perNormal: 0.3, wetHour: 1.54 };
/** degC below which precipitation is snow, and cm of snow for each mm of water. */
const SNOW = { below: 0.8, perWater: 0.5, keepCold: 0.995, keepWarm: 0.9 };

export function otherWeather(seed: number, place: Place, year: number, weather: Weather): OtherWeather {
  const span = hourlySpan(year);
  const noise = (of: string, tau: number): Float64Array =>
    autoregressive(keyOf(seed, ['place', place.name, of]), span.from / HOUR, span.hours, tau);
  const gusts = noise('gusts', GUST.tau);
  const [threshold, amount] = rainOf(place);
  const score = weather.rain.map((wet) => wet - threshold);
  const rain = score.map((wet) => (wet > 0 ? amount * (0.06 + wet * (0.3 + wet)) : 0));
  const snow = rain.map((water, i) => ((weather.temperature[i] ?? 0) < SNOW.below ? SNOW.perWater * water : 0));
  return {
    humidity: humidityOf(weather, noise('moisture', 20)),
    pressure: weather.pressure.map((high) => PRESSURE.mean + PRESSURE.sigma * high),
    cloudCover: weather.cloudCover.map((cover) => 100 * cover),
    windDirection: weather.fromWest.map((west, i) => windDirection(west, weather.fromSouth[i] ?? 0)),
    windGust: weather.windSpeed.map(
      (speed, i) => speed + (GUST.factor * speed + GUST.calm) * exp(GUST.sigma * (gusts[i] ?? 0)),
    ),
    rain,
    rainProbability: score.map((wet) => (wet > 0 ? 100 : 100 / (1 + exp(-2 * wet)))),
    snow,
    snowDepth: depthOf(snow, weather.temperature),
  };
}

/** The score above which it rains, and mm for each unit of intensity. */
function rainOf({ rain }: Place): readonly [threshold: number, amount: number] {
  const more = log(rain / RAIN.normal);
  return [RAIN.threshold - RAIN.perNormal * more, RAIN.wetHour * exp(0.4 * more)];
}

/** Dew point: K below the mean temperature of a day, in dry air and under the scores of rain and moisture. */
const DEW = { below: 2.9, perRain: 1.5, perMoisture: 1.2, hours: 24 };
/** K by which the depression of the dew point is smoothed towards 0, which it never reaches. */
const SATURATION = 0.9;

/**
 * Relative humidity, %, from the temperature and a dew point that follows it by days, higher in rain; with the
 * coefficients of O. A. Alduchov and R. E. Eskridge, Journal of Applied Meteorology 35 (1996).
 */
function humidityOf({ temperature, rain }: Weather, moisture: Float64Array): Float64Array {
  const keep = exp(-1 / DEW.hours);
  let slow = temperature[0] ?? 0;
  return temperature.map((air, i) => {
    slow = keep * slow + (1 - keep) * air;
    const dewPoint = slow - DEW.below + DEW.perRain * (rain[i] ?? 0) + DEW.perMoisture * (moisture[i] ?? 0);
    const depression = SATURATION * log(1 + exp((air - dewPoint) / SATURATION));
    return 100 * exp(magnus(air - depression) - magnus(air));
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
