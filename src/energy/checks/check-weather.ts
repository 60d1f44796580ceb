import { check, type Band, type Check } from './check.ts';
import { autocorrelation, deviation, greatest, mean, sum, sums } from './statistics.ts';

/** A year of hours at a place. */
export interface HourlyWeather {
  /** degC. */
  readonly temperature: Float64Array;
  /** W/m2: on a level plane, on one that faces the sun, and from the sky. */
  readonly global: Float64Array;
  readonly direct: Float64Array;
  readonly diffuse: Float64Array;
  /** Of the sun's zenith angle in the middle of the hour. */
  readonly cosZenith: Float64Array;
}

const BASE = 15.5;

/**
 * Whether weather is like that of Great Britain.
 *
 * @param degreeDays where the year's heating degree-days should lie
 * @param tolerance W/m2 by which rounding may spoil the sum of direct and diffuse
 */
export function checkWeather(
  { temperature, global, direct, diffuse, cosZenith }: HourlyWeather,
  degreeDays: Band = [1300, 3000],
  tolerance = 1e-9,
): Check[] {
  const days = sums(temperature, 24).map((total) => Math.max(0, BASE - total / 24));
  const mismatch = global.map((watts, i) =>
    Math.abs(watts - (diffuse[i] ?? 0) - Math.max(cosZenith[i] ?? 0, 0) * (direct[i] ?? 0)),
  );
  return [
    check('weather', 'temperature, standard deviation, K', deviation(temperature), [4.2, 7.5]),
    check('weather', 'temperature, autocorrelation of 1 h', autocorrelation(temperature, 1), [0.97, 0.9999]),
    check('weather', 'heating degree-days below 15.5 degC', sum(days), degreeDays),
    check('weather', 'global radiation, kWh/m2', sum(global) / 1000, [820, 1120]),
    check('weather', 'radiation that is diffuse', mean(diffuse) / mean(global), [0.5, 0.75]),
    check('weather', 'global - diffuse - direct cosZ, W/m2', greatest(mismatch), [0, tolerance]),
  ];
}
