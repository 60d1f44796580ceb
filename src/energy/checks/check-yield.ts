import type { SolarArray } from '../world/site.ts';
import { check, type Band, type Check } from './check.ts';
import { greatest, mean, sum } from './statistics.ts';

/**
 * kWh/kWp that panels give in a year, by what they face, at a tilt of 35, 30 and 35 degrees: from the north of Scotland to
 * Cornwall by PVGIS, and 7 % for dull and bright years.
 */
const SOLAR_BANDS = { south: [700, 1150], 'east or west': [570, 980], north: [410, 780] } as const;

/** What other tilts and directions may give less and more, as a share. */
const OTHER_PLANES = 0.1;

/** Which of these a direction is; in between, that on the side of less. */
function facing(azimuth: number): keyof typeof SOLAR_BANDS {
  const away = Math.abs((((azimuth % 360) + 360) % 360) - 180);
  if (away <= 40) {
    return 'south';
  }
  return away <= 110 ? 'east or west' : 'north';
}

/**
 * Whether a year of hours is what panels give.
 *
 * @param yields kW/kWp
 * @param cosZenith of the sun, by the same hours
 */
export function checkSolar(
  yields: Float64Array,
  cosZenith: Float64Array,
  { tilt, azimuth }: Pick<SolarArray, 'tilt' | 'azimuth'>,
): Check[] {
  const direction = facing(azimuth);
  const [lower, upper] = SOLAR_BANDS[direction];
  const slack = tilt >= 30 && tilt <= 40 && azimuth % 90 === 0 ? 0 : OTHER_PLANES;
  const dark = yields.filter((_, i) => (cosZenith[i] ?? 0) <= 0);
  const month = yields.length / 12;
  const june = sum(yields.subarray(5 * month, 6 * month));
  const december = sum(yields.subarray(11 * month));
  return [
    check('solar', `yield facing ${direction}, kWh/kWp`, sum(yields), [lower * (1 - slack), upper * (1 + slack)]),
    check('solar', 'yield below the horizon, kW/kWp', greatest(dark), [0, 0]),
    check('solar', 'greatest yield, kW/kWp', greatest(yields), [direction === 'north' ? 0.25 : 0.5, 1]),
    check('solar', 'June over December', june / december, [2.5, 40]),
  ];
}

/** By the height of the hub, m: those of 15 and 60 m, and what lies between. */
const HUBS: readonly { readonly below: number; readonly name: string; readonly band: Band }[] = [
  { below: 30, name: 'below 30 m', band: [0.05, 0.25] },
  { below: 55, name: 'of 30 to 55 m', band: [0.08, 0.35] },
  { below: Number.POSITIVE_INFINITY, name: 'above 55 m', band: [0.12, 0.4] },
];

/**
 * Whether a year of hours is what a turbine gives.
 *
 * @param yields kW/kW
 * @param hubHeight m
 */
export function checkWind(yields: Float64Array, hubHeight: number): Check[] {
  const { name, band } = HUBS.find(({ below }) => hubHeight < below) ?? { name: 'any height', band: [0.05, 0.4] };
  const winter = (yields.length * 60) / 365;
  const cold = mean([...yields.subarray(0, winter), ...yields.subarray(-winter)]);
  const warm = mean(yields.subarray(yields.length / 2 - winter, yields.length / 2 + winter));
  return [
    check('wind', `load factor at a hub ${name}`, mean(yields), band),
    check('wind', 'greatest yield, kW/kW', greatest(yields), [band[0] * 2, 1]),
    check('wind', 'winter over summer', cold / warm, [1.01, 5]),
  ];
}
