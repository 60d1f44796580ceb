import { diffuseShare } from '../models/weather/irradiance.ts';
import type { HourlyWeather } from './check-weather.ts';
import { check, type Check } from './check.ts';
import { autocorrelation, correlation, deviation, greatest, mean, sum, sums } from './statistics.ts';

/** Sines of the sun's heights between which hours are compared with a cloudless sky: 5, 10, 15, 20, 30 and 90 degrees. */
const HEIGHTS = [0.087, 0.174, 0.259, 0.342, 0.5, 1.01];

/** The sine of 20 degrees: below it, measurements are not used. */
const HIGH_SUN = 0.342;

/** How far from a cloudless sky an hour still counts as clear, and the part of its hours that makes a day clear. */
const CLEAR = { hour: 0.07, day: 0.9 };

/**
 * Whether radiation is like that of Great Britain: bands around measurements of NREL, a year of Zurich and typical years of
 * the region, against the clear sky of Ineichen and the diffuse fraction of Erbs.
 *
 * @param tolerance W/m2 by which rounding may spoil the sum of direct and diffuse
 */
export function checkRadiation(hours: HourlyWeather, tolerance = 1e-9): Check[] {
  const { global, direct, diffuse, clearSky, outside, cosZenith } = hours;
  const mismatch = global.map((watts, i) =>
    Math.abs(watts - (diffuse[i] ?? 0) - Math.max(cosZenith[i] ?? 0, 0) * (direct[i] ?? 0)),
  );
  const high = [...global.keys()].filter((i) => (cosZenith[i] ?? 0) > HIGH_SUN);
  const at = (values: Float64Array): Float64Array => Float64Array.from(high, (i) => values[i] ?? 0);
  const expected = global.map((watts, i) => diffuseShare(watts / (outside[i] ?? 0)));
  const byErbs = global.map((watts, i) => (watts * (1 - (expected[i] ?? 0))) / (cosZenith[i] ?? 1));
  const scatter = at(global.map((watts, i) => (diffuse[i] ?? 0) / watts - (expected[i] ?? 0)));
  const index = global.map((watts, i) => watts / (clearSky[i] ?? 0));
  const following = high.filter((i) => (cosZenith[i + 1] ?? 0) > HIGH_SUN);
  const daily = sums(global, 24).map((total, day) => total / sum(clearSky.subarray(24 * day, 24 * day + 24)));
  const isClear = index.map((value) => (Math.abs(value - 1) <= CLEAR.hour ? 1 : 0));
  return [
    check('weather', 'global radiation, kWh/m2', sum(global) / 1000, [700, 1200]),
    check('weather', 'radiation that is diffuse', mean(diffuse) / mean(global), [0.5, 0.75]),
    check('weather', 'global - diffuse - direct cosZ, W/m2', greatest(mismatch), [0, tolerance]),
    check('weather', 'hours above 1.1 x clear sky, worst height of the sun', aboveClearSky(hours), [0, 0.01]),
    check('weather', 'diffuse part less that of Erbs, standard deviation', deviation(scatter), [0.04, 0.2]),
    check('weather', 'correlation of direct with that of Erbs', correlation(at(direct), at(byErbs)), [0.85, 0.99]),
    check('weather', 'hours within 7 % of clear sky', mean(at(isClear)), [0.06, 0.3]),
    check('weather', 'clear days', clearDays(isClear, cosZenith), [0, 0.13]),
    check(
      'weather',
      'clear-sky index, autocorrelation of 1 h',
      correlation(
        following.map((i) => index[i] ?? 0),
        following.map((i) => index[i + 1] ?? 0),
      ),
      [0.82, 0.97],
    ),
    check('weather', 'clear-sky index, autocorrelation of 1 day', autocorrelation(daily, 1), [0.15, 0.6]),
  ];
}

/** The greatest share of hours above 1.1 x clear sky between two heights of the sun. */
function aboveClearSky({ global, clearSky, cosZenith }: HourlyWeather): number {
  const shares = HEIGHTS.slice(1).map((upper, i) => {
    const within = [...cosZenith.keys()].filter(
      (hour) => (cosZenith[hour] ?? 0) >= (HEIGHTS[i] ?? 0) && (cosZenith[hour] ?? 0) < upper,
    );
    return (
      within.filter((hour) => (global[hour] ?? 0) > 1.1 * (clearSky[hour] ?? 0)).length / Math.max(1, within.length)
    );
  });
  return greatest(shares);
}

/** The share of days with a high sun whose hours are clear. */
function clearDays(isClear: Float64Array, cosZenith: Float64Array): number {
  const isHigh = cosZenith.map((sine) => (sine > HIGH_SUN ? 1 : 0));
  const clear = sums(
    isClear.map((value, i) => value * (isHigh[i] ?? 0)),
    24,
  );
  const parts = sums(isHigh, 24).map((hours, day) => (clear[day] ?? 0) / hours);
  return parts.filter((part) => part >= CLEAR.day).length / parts.filter((part) => !Number.isNaN(part)).length;
}
