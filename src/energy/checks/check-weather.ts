import { check, type Band, type Check } from './check.ts';
import { autocorrelation, deviation, greatest, least, mean, quantile, sum, sums } from './statistics.ts';

/** A year of hours at a place. */
export interface HourlyWeather {
  /** degC. */
  readonly temperature: Float64Array;
  /** W/m2: on a level plane, on one that faces the sun, and from the sky. */
  readonly global: Float64Array;
  readonly direct: Float64Array;
  readonly diffuse: Float64Array;
  /** W/m2 on a level plane: under a cloudless sky, and outside the atmosphere. */
  readonly clearSky: Float64Array;
  readonly outside: Float64Array;
  /** Of the sun's zenith angle in the middle of the hour. */
  readonly cosZenith: Float64Array;
  /** m/s. */
  readonly windSpeed: Float64Array;
  readonly windGust: Float64Array;
  /** Degrees clockwise from north. */
  readonly windDirection: Float64Array;
  /** %. */
  readonly humidity: Float64Array;
  readonly cloudCover: Float64Array;
  /** hPa. */
  readonly pressure: Float64Array;
  /** mm. */
  readonly rain: Float64Array;
}

const BASE = 15.5;

/** mm from which an hour counts as wet. */
const WET = 0.1;

/** m/s from which gusts are compared with the wind. */
const LIGHT_AIR = 2;

/**
 * Whether weather is like that of Great Britain. Bands of humidity, pressure, wind and cloud are around hourly reports of
 * airports (METAR) and typical years (EPW) of north-western Europe.
 *
 * @param degreeDays where the year's heating degree-days should lie
 * @param normalRain mean annual precipitation of the place, mm
 */
export function checkWeather(hours: HourlyWeather, normalRain: number, degreeDays: Band = [1200, 3200]): Check[] {
  return [...checkTemperature(hours, degreeDays), ...checkAir(hours), ...checkRain(hours, normalRain)];
}

function checkTemperature({ temperature, windDirection }: HourlyWeather, degreeDays: Band): Check[] {
  const days = sums(temperature, 24).map((total) => Math.max(0, BASE - total / 24));
  const season = temperature.length / 4;
  const winter = temperature.subarray(0, season - (season % 24));
  const summer = temperature.subarray(2 * season - 240 - ((2 * season) % 24), 3 * season - ((3 * season) % 24));
  const unusual = anomalies(temperature);
  const byQuadrant = [0, 90, 180, 270].map((middle) =>
    mean(unusual.filter((_, i) => Math.abs((((windDirection[i] ?? 0) - middle + 540) % 360) - 180) < 45)),
  );
  return [
    check('weather', 'temperature, standard deviation, K', deviation(temperature), [3.8, 7.5]),
    check('weather', 'temperature, autocorrelation of 1 h', autocorrelation(temperature, 1), [0.97, 0.9999]),
    check('weather', 'heating degree-days below 15.5 degC', sum(days), degreeDays),
    check('weather', 'coldest hour of January to March, UTC', coldestHour(winter), [4, 7]),
    check('weather', 'coldest hour of summer, UTC', coldestHour(summer), [2, 5]),
    check('weather', "temperature by the wind's quadrant, K", greatest(byQuadrant) - least(byQuadrant), [0.5, 3]),
  ];
}

function checkAir({
  humidity,
  pressure,
  windSpeed,
  windGust,
  windDirection,
  cloudCover,
  rain,
}: HourlyWeather): Check[] {
  const inRain = (values: Float64Array): number =>
    mean(values.filter((_, i) => (rain[i] ?? 0) >= WET)) - mean(values.filter((_, i) => (rain[i] ?? 0) < WET));
  const changes = pressure.subarray(1).map((value, i) => Math.abs(value - (pressure[i] ?? 0)));
  const gusts = windGust.map((gust, i) => gust / (windSpeed[i] ?? 0)).filter((_, i) => (windSpeed[i] ?? 0) > LIGHT_AIR);
  return [
    check(
      'weather',
      'hours of saturated air',
      share(humidity, (value) => value >= 99.5),
      [0.002, 0.09],
    ),
    check('weather', 'humidity in rain less in dry hours, %', inRain(humidity), [5, 22]),
    check('weather', 'pressure in rain less in dry hours, hPa', inRain(pressure), [-14, -2.5]),
    check('weather', 'pressure, 95 % of changes in 1 h, hPa', quantile(changes, 0.95), [0.5, 2]),
    check('weather', 'gust over wind, standard deviation', deviation(gusts), [0.12, 0.8]),
    check(
      'weather',
      'wind from north to south-east',
      share(windDirection, (from) => from < 135),
      [0.12, 0.45],
    ),
    check('weather', 'wind, autocorrelation of 1 h', autocorrelation(windSpeed, 1), [0.85, 0.98]),
    check('weather', 'cloud cover, autocorrelation of 1 h', autocorrelation(cloudCover, 1), [0.85, 0.98]),
  ];
}

function checkRain({ rain }: HourlyWeather, normalRain: number): Check[] {
  return [
    check('weather', 'rain of the year over the normal', sum(rain) / normalRain, [0.6, 1.6]),
    check(
      'weather',
      'hours with rain',
      share(rain, (mm) => mm >= WET),
      [0.045, 0.17],
    ),
    check('weather', 'rain, autocorrelation of 1 day', autocorrelation(sums(rain, 24), 1), [0.02, 0.6]),
  ];
}

/** The hour of the day whose mean is the lowest. */
function coldestHour(temperature: Float64Array): number {
  const ofDay = Float64Array.from({ length: 24 }, (_, hour) => mean(temperature.filter((__, i) => i % 24 === hour)));
  return ofDay.indexOf(least(ofDay));
}

/** What a series is above the mean of its month and hour of the day. */
function anomalies(values: Float64Array): Float64Array {
  const ofHour = (i: number): number => Math.floor((i / values.length) * 12) * 24 + (i % 24);
  const [totals, counts] = [new Float64Array(12 * 24), new Float64Array(12 * 24)];
  for (const [i, value] of values.entries()) {
    totals[ofHour(i)] = (totals[ofHour(i)] ?? 0) + value;
    counts[ofHour(i)] = (counts[ofHour(i)] ?? 0) + 1;
  }
  return values.map((value, i) => value - (totals[ofHour(i)] ?? 0) / (counts[ofHour(i)] ?? 1));
}

function share(values: Float64Array, isSuch: (value: number) => boolean): number {
  return values.filter(isSuch).length / values.length;
}
