import { cos, exp } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { DAY_KIND, localCalendar } from '../calendar/local-calendar.ts';
import { byFuel, sharesOf, type ByFuel, type FuelShares } from './fuels.ts';
import { memoize } from '../memoize.ts';
import { renewableOutput } from './renewable-output.ts';
import { HALF_HOUR, seasonAngle, utcYear } from '../calendar/utc-year.ts';

/** GW, of about 2024. */
const DEMAND = { mean: 29.5, season: 4.2, weekend: -2.4, noise: 0.5 };
const WIND = { capacity: 29, least: 0.08, most: 0.8 };
const SOLAR = { capacity: 16, performance: 0.9 };
const STEADY = { nuclear: 4.6, biomass: 2.2, hydro: 0.55, other: 0.6 };
const LEAST_GAS = 1.4;
/** Imports at mean wind and sun, GW, and how much each further GW of these reduces them; exports are negative. */
const IMPORTS = { mean: 3.7, reaction: 0.35, renewables: 10.5, most: 8.4, least: -5 };

/** The last coal-fired station closed at the end of this day. */
const END_OF_COAL = Date.UTC(2024, 9, 1);

/** The generation mix of Great Britain by half-hours of a UTC year. */
export interface GridMix extends FuelShares {
  /** GW. */
  readonly gasPower: Float64Array;
  /** Surplus: GW available without gas, above its minimum output, that exceed the country's demand. */
  readonly surplus: Float64Array;
  /** The forecast of the carbon intensity, g/kWh to the gram. */
  readonly forecast: Float64Array;
}

/** Gas meets the demand that remains after wind, sun, base load and imports, which depend on the price. */
export const gridMix = memoize(
  3,
  (seed: number, year: number) => `${seed} ${year}`,
  (seed: number, year: number): GridMix => {
    const { from, halfHours } = utcYear(year);
    const { wind, sun } = renewableOutput(seed, year);
    const demand = demandOf(seed, year);
    const noise = (of: string, tau: number): Float64Array =>
      autoregressive(keyOf(seed, ['grid', of]), from / HALF_HOUR, halfHours, tau);
    const nuclearNoise = noise('nuclear', 700);
    const biomassNoise = noise('biomass', 96);
    const hydroNoise = noise('hydro', 240);
    const forecastError = noise('forecast', 12);
    const power: ByFuel<Float64Array> = byFuel(() => new Float64Array(halfHours));
    const surplus = new Float64Array(halfHours);
    for (let i = 0; i < halfHours; i += 1) {
      const windPower = WIND.capacity * (WIND.least + WIND.most * (wind[i] ?? 0));
      const sunPower = SOLAR.capacity * SOLAR.performance * (sun[i] ?? 0);
      const nuclear = STEADY.nuclear + 0.4 * (nuclearNoise[i] ?? 0);
      const biomass = Math.max(0.5, STEADY.biomass + 0.4 * (biomassNoise[i] ?? 0) - 0.05 * (windPower - 9));
      const hydro = Math.max(0.1, STEADY.hydro + 0.15 * (hydroNoise[i] ?? 0));
      const coal = from + i * HALF_HOUR < END_OF_COAL ? Math.max(0, 0.05 * ((demand[i] ?? 0) - 34)) : 0;
      const free = windPower + sunPower + nuclear + biomass + hydro + coal + STEADY.other;
      const trade = IMPORTS.mean - IMPORTS.reaction * (windPower + sunPower - IMPORTS.renewables);
      const imports = Math.min(Math.max(trade, IMPORTS.least), IMPORTS.most);
      const residual = (demand[i] ?? 0) - free - imports;
      const tooMuch = Math.max(0, LEAST_GAS - residual);
      surplus[i] = Math.max(0, LEAST_GAS - ((demand[i] ?? 0) - free));
      power.gas[i] = Math.max(LEAST_GAS, residual);
      power.coal[i] = coal;
      power.biomass[i] = biomass;
      power.nuclear[i] = Math.max(2, nuclear);
      power.hydro[i] = hydro;
      power.imports[i] = Math.max(0, imports);
      power.other[i] = STEADY.other;
      // Excess wind is curtailed.
      power.wind[i] = Math.max(0.5, windPower - tooMuch);
      power.solar[i] = sunPower;
    }
    const mix = sharesOf(power);
    return {
      ...mix,
      gasPower: power.gas,
      surplus,
      forecast: mix.intensity.map((grams, i) => Math.max(0, Math.round(grams * (1 + 0.06 * (forecastError[i] ?? 0))))),
    };
  },
);

function demandOf(seed: number, year: number): Float64Array {
  const { from, halfHours } = utcYear(year);
  const { halfHourOfDay, day, dayKind } = localCalendar(year, 'england-and-wales');
  const noise = autoregressive(keyOf(seed, ['grid', 'demand']), from / HALF_HOUR, halfHours, 96);
  return Float64Array.from({ length: halfHours }, (_, i) => {
    const season = cos(seasonAngle(Math.floor(i / 48) + 1));
    const weekend = dayKind[day[i] ?? 0] === DAY_KIND.workday ? 0 : DEMAND.weekend;
    const ofDay = DAY_SHAPE[halfHourOfDay[i] ?? 0] ?? 0;
    return DEMAND.mean + DEMAND.season * season + weekend + ofDay + DEMAND.noise * (noise[i] ?? 0);
  });
}

/** Demand relative to the mean of a day, GW: lowest at night, rising from 7 h, highest at 18 h. */
const DAY_SHAPE = dayShape();

function dayShape(): Float64Array {
  const shape = Float64Array.from({ length: 48 }, (_, i) => {
    const hour = (i + 0.5) / 2;
    const away = (at: number, width: number): number => exp(-(((hour - at) / width) * ((hour - at) / width)) / 2);
    return -8.5 * away(3.5, 2.9) - 4 * away(24.5, 1.8) + 1.5 * away(9, 2) + 4.8 * away(18.2, 1.9);
  });
  const mean = shape.reduce((sum, value) => sum + value, 0) / shape.length;
  return shape.map((value) => value - mean);
}
