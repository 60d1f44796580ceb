import { exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import type { Site } from '../../world/site.ts';
import { DAY, LEAD, utcYear } from '../calendar/utc-year.ts';
import { memoize, siteYearKey } from '../memoize.ts';
import { rounded, roundedTogether } from '../round.ts';
import { weather, type Weather } from '../weather/weather.ts';
import { heatControl, type HeatControl } from './heat-control.ts';
import { heatDemand, peakHeatLoad } from './heat-demand.ts';
import { hotWater } from './hot-water.ts';
import { occupancy } from './occupancy.ts';

/** Effect of wind and sun on the temperature that a building feels: K for each m/s and W/m2 above the mean. */
export const WIND = { coefficient: 0.15, mean: 4.5 };
export const SUN = { coefficient: 0.006, mean: 110 };

/** Correlation time of what changes a day's heat loss besides the weather, days. */
const UNREST_TAU = 1.2;

/** K above the set temperature at which windows are opened. */
const WINDOWS_OPEN = 2;

/** Hours of a half-hour. */
const STEP = 0.5;

/** The largest factor between the heat of a year and a known one, and how exactly it is found. */
const MOST_SCALED = 64;
const HALVINGS = 40;

/**
 * Space heat by half-hours of a UTC year, kWh thermal to the watt-hour: what keeps the rooms of the building at a set temperature while
 * it is in use and lets them cool to a lower one at other times. Rooms store heat, so a cold building is warmed up before it opens, with
 * all that its radiators give.
 */
export const heating = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const control = heatControl(seed, site);
  const { base, setBack, timeConstant, summer } = control;
  const perKelvin = heatDemand(seed, site).perDegreeDay / 24;
  const most = peakHeatLoad(seed, site) / perKelvin;
  const felt = feltTemperature(weather(seed, site.place, year), control.wallLag);
  const isWarm = warmTimes(occupancy(seed, site, year), control);
  const losses = lossesByDay(seed, site, year, control.unrest);
  const [off, on] = summer === null ? [Number.POSITIVE_INFINITY, 0] : [summer[0] * 48, summer[1] * 48];
  // Of the rooms, K above the set temperature.
  let rooms = -setBack / 2;
  const heat = new Float64Array(felt.length);
  for (let i = 0; i < heat.length; i += 1) {
    const lost = (base - (felt[i] ?? 0)) * (losses[Math.floor(i / 48)] ?? 1) + rooms;
    const wanted = (isWarm[i] === 1 ? 0 : -setBack) - rooms;
    const isOff = i >= off && i < on;
    const given = isOff ? 0 : Math.min(Math.max(0, lost + (wanted * timeConstant) / STEP), most);
    rooms = Math.min(rooms + ((given - lost) * STEP) / timeConstant, WINDOWS_OPEN);
    heat[i] = rounded(given * perKelvin * STEP, 1000);
  }
  return site.annual?.fuel === undefined || site.annual.fuel === 0
    ? heat
    : scaledTo(
        site.annual.fuel * site.heating.efficiency - total(hotWater(seed, site, year)),
        heat,
        most * perKelvin * STEP,
      );
});

/** The same heat with another sum, and no half-hour above the most that radiators give. */
function scaledTo(sum: number, heat: Float64Array, most: number): Float64Array {
  const scaled = (factor: number): Float64Array => heat.map((kwh) => Math.min(kwh * factor, most));
  let [low, high] = [0, 1];
  while (high < MOST_SCALED && total(scaled(high)) < sum) {
    [low, high] = [high, 2 * high];
  }
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2;
    [low, high] = total(scaled(middle)) < sum ? [middle, high] : [low, middle];
  }
  return roundedTogether(scaled(high), 1000);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** 1 for the half-hours in which rooms are kept warm: while people are there, and for the warm-up before. */
function warmTimes(present: Float64Array, { threshold, preheat }: HeatControl): Uint8Array {
  let fullest = 0;
  for (let i = 0; i < present.length; i += 1) {
    fullest = Math.max(fullest, present[i] ?? 0);
  }
  const enough = threshold * fullest;
  const isWarm = new Uint8Array(present.length);
  let until = 0;
  for (let i = present.length - 1; i >= 0; i -= 1) {
    until = (present[i] ?? 0) >= enough ? preheat : until - 1;
    isWarm[i] = until >= 0 ? 1 : 0;
  }
  return isWarm;
}

function lossesByDay(seed: number, { index }: Site, year: number, unrest: number): Float64Array {
  const { from, days } = utcYear(year);
  const noise = autoregressive(keyOf(seed, ['heat', index, 'unrest']), from / DAY, days, UNREST_TAU);
  return noise.map((value) => Math.max(0.3, 1 + unrest * value));
}

/** The temperature that a building feels through its walls, by half-hours of a year, degC. */
function feltTemperature({ temperature, windSpeed, global }: Weather, lag: number): Float64Array {
  const keep = exp(-1 / lag);
  let felt = temperature[0] ?? 0;
  const hourly = new Float64Array(temperature.length);
  for (let i = 0; i < hourly.length; i += 1) {
    const wind = WIND.coefficient * ((windSpeed[i] ?? 0) - WIND.mean);
    const sun = SUN.coefficient * ((global[i] ?? 0) - SUN.mean);
    felt = keep * felt + (1 - keep) * ((temperature[i] ?? 0) - wind + sun);
    hourly[i] = felt;
  }
  return halfHourly(hourly);
}

/** The temperature by half-hours, degC to 0.01, interpolated between hours. */
export function halfHourlyTemperature({ temperature }: Weather): Float64Array {
  const values = halfHourly(temperature);
  for (let i = 0; i < values.length; i += 1) {
    values[i] = rounded(values[i] ?? 0, 100);
  }
  return values;
}

/** The hours of `hourlySpan`, interpolated to the half-hours of the year. */
function halfHourly(hourly: Float64Array): Float64Array {
  const values = new Float64Array(2 * (hourly.length - LEAD - 1));
  for (let i = 0; i < values.length; i += 2) {
    const hour = LEAD + i / 2;
    const value = hourly[hour] ?? 0;
    values[i] = value;
    values[i + 1] = (value + (hourly[hour + 1] ?? 0)) / 2;
  }
  return values;
}
