import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import type { LocalCalendar } from '../models/calendar/local-calendar.ts';
import type { Archetype } from '../world/site.ts';
import { check, type Check } from './check.ts';
import { localDays, sumsByDay } from './local-days.ts';
import { correlation, deviation, explained, greatest, loadFactor, mean, residuals, sum, sums } from './statistics.ts';

/** Base temperatures that are tried, degC, and their step, K. */
const BASES = { first: 11, last: 18, step: 0.5 };

/**
 * Whether a year of half-hours is the heat that a building takes: when it is cold, and less at night and while nobody is there.
 *
 * @param heating kWh thermal
 * @param temperature degC
 * @param peak kW: the power of the radiators
 */
export function checkHeating(
  heating: Float64Array,
  temperature: Float64Array,
  peak: number,
  year: number,
  calendar: LocalCalendar,
): Check[] {
  const days = sumsByDay(heating, calendar);
  const outside = sumsByDay(temperature, calendar).map((total) => total / 48);
  return [
    check('heating', 'correlation with temperature, days', correlation(days, outside), [-0.98, -0.5]),
    check('heating', 'correlation with temperature, half-hours', correlation(heating, temperature), [-0.9, -0.1]),
    check('heating', 'R2 of days with degree-days', bestFit(days, outside, year, calendar).r2, [0.62, 0.985]),
    check('heating', 'half-hours without heat', shareOfZeros(heating), [0.12, 0.92]),
    check('heating', 'greatest power over peak_hload', (2 * greatest(heating)) / peak, [0.995, 1.005]),
  ];
}

/** Whether radiators have the power for each m2 that such buildings are given. @param peak kW @param floorArea m2 */
export function checkPeak(peak: number, archetype: Archetype, floorArea: number): Check[] {
  const { radiators } = ARCHETYPE_ENERGY[archetype];
  // A kW is rounded to 10 W.
  return radiators === undefined
    ? []
    : [check('heating', 'peak_hload, W/m2', (1000 * peak) / floorArea, [radiators[0] - 0.1, radiators[1] + 0.1])];
}

/** Days explained by degree-days below the best base temperature, by the kinds of days: R squared and CVRMSE. */
function bestFit(days: Float64Array, outside: Float64Array, year: number, calendar: LocalCalendar) {
  const { kind } = localDays(year, calendar);
  let left: Float64Array = days;
  for (let base = BASES.first; base <= BASES.last; base += BASES.step) {
    const degrees = outside.map((air) => Math.max(0, base - air));
    const found = residuals(days, degrees, kind);
    left = deviation(found) < deviation(left) ? found : left;
  }
  return { r2: explained(days, left), cvrmse: deviation(left) / mean(days) };
}

function shareOfZeros(values: Float64Array): number {
  return values.filter((value) => value === 0).length / values.length;
}

/**
 * Whether a year of half-hours is the hot water that people draw: whole draws, at all seasons.
 *
 * @param dhw kWh thermal
 */
export function checkHotWater(dhw: Float64Array, archetype: Archetype): Check[] {
  const { draw } = ARCHETYPE_ENERGY[archetype];
  const half = dhw.length / 2;
  const quarter = half / 2;
  const summer = mean(dhw.subarray(quarter, half + quarter));
  const winter = mean([...dhw.subarray(0, quarter), ...dhw.subarray(half + quarter)]);
  const nights = mean(dhw.filter((_, i) => i % 48 >= 4 && i % 48 < 8));
  return [
    check(
      'hot water',
      'kWh that are not whole draws',
      sum(dhw.map((kwh) => Math.abs(kwh - Math.round(kwh / draw) * draw))),
      [0, 1e-6],
    ),
    check('hot water', 'summer over winter', summer / winter, [0.7, 1.3]),
    check('hot water', 'two to four at night over the mean', nights / mean(dhw), [0, 0.5]),
  ];
}

/**
 * Whether a year's gas is what such a building burns.
 *
 * @param consumption kWh, in any intervals
 * @param floorArea m2
 */
export function checkGas(consumption: Float64Array, archetype: Archetype, floorArea: number): Check[] {
  const { fossil } = ARCHETYPE_ENERGY[archetype];
  const month = consumption.length / 12;
  const warm = sum(consumption.subarray(5 * month, 8 * month));
  const cold = sum(consumption.subarray(0, 2 * month)) + sum(consumption.subarray(11 * month));
  return [
    check('gas', 'kWh/m2', sum(consumption) / floorArea, [fossil * 0.4, fossil * 2.3]),
    check('gas', 'winter over summer', cold / warm, [1.5, 100]),
  ];
}

/**
 * Whether a year of half-hours is the gas of a home: none at night, a boiler that runs and rests, and days that weather does not explain.
 *
 * @param consumption kWh
 * @param temperature degC
 */
export function checkHomeGas(
  consumption: Float64Array,
  temperature: Float64Array,
  year: number,
  calendar: LocalCalendar,
): Check[] {
  const hours = sums(consumption, 2);
  const atNight = hours.filter((_, hour) => {
    const halfHour = calendar.halfHourOfDay[2 * hour] ?? 0;
    return halfHour >= 2 && halfHour < 8;
  });
  const outside = sumsByDay(temperature, calendar).map((total) => total / 48);
  const { r2, cvrmse } = bestFit(sumsByDay(consumption, calendar), outside, year, calendar);
  return [
    check('gas', 'hours without gas', shareOfZeros(hours), [0.25, 0.88]),
    check('gas', 'hours without gas from one to four at night', shareOfZeros(atNight), [0.4, 1]),
    check('gas', 'load factor of hours', loadFactor(hours), [0.03, 0.13]),
    check('gas', 'days, CVRMSE of a model with temperature', cvrmse, [0.15, 0.55]),
    check('gas', 'R2 of days with degree-days', r2, [0.65, 0.97]),
  ];
}
