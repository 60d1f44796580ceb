import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import type { Archetype } from '../world/site.ts';
import { check, type Check } from './check.ts';
import { correlation, mean, sum, sums } from './statistics.ts';

/**
 * Whether a year of half-hours is the heat that a building takes: when it is cold.
 *
 * @param heating kWh thermal
 * @param temperature degC
 */
export function checkHeating(heating: Float64Array, temperature: Float64Array): Check[] {
  return [
    check(
      'heating',
      'correlation with temperature, days',
      correlation(sums(heating, 48), sums(temperature, 48)),
      [-0.999, -0.85],
    ),
    check('heating', 'correlation with temperature, half-hours', correlation(heating, temperature), [-0.97, -0.6]),
  ];
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
