import { cos, exp, log } from '../../../seeding/random/exact-math.ts';
import { keyOf } from '../../../seeding/random/hash.ts';
import { autoregressive } from '../../../seeding/random/noise.ts';
import { DAY_KIND, localCalendar } from '../calendar/local-calendar.ts';
import { byFuel, CARBON_FACTORS, IMPORT_CARBON, sharesOf, type ByFuel, type FuelShares } from './fuels.ts';
import { gridLevel, type GridLevel } from './grid-years.ts';
import { memoize } from '../memoize.ts';
import { packedShares, unpackedShares, type PackedShares } from './packed-shares.ts';
import { renewableOutput } from './renewable-output.ts';
import { DAY, HALF_HOUR, seasonAngle, utcYear } from '../calendar/utc-year.ts';

/** Demand relative to the mean of its year, GW. */
const DEMAND = { season: 4.2, weekend: -2.4, noise: 0.5 };
/** What the country's wind farms give of their capacity, by the output of one; and its solar parks by the radiation. */
const WIND = { least: 0.06, most: 0.82 };
const SOLAR = { performance: 0.9 };
/** GW that stay: hydro, other, and gas that runs for the stability of the grid; gas sinks to it smoothly, over `bend`. */
const STEADY = { hydro: 0.55, other: 0.6, gas: 1.7, bend: 1.1 };
/** Imports react to wind and sun above their mean; exports are negative. GW for each GW, and limits. */
const IMPORTS = { reaction: 0.35, noise: 0.9, most: 9, least: -6 };
/** Mean output of wind and sun as parts of their capacity. */
const MEAN_OUTPUT = { wind: 0.31, solar: 0.1 };
/** Coal runs more in winter, when demand is high, and by chance. */
const COAL = { season: 0.9, perDemand: 0.09, noise: 0.4 };
/** Standard deviation of the logarithm of the carbon of imports. */
const IMPORT_SPREAD = 0.42;
/** Standard deviations of the forecast's error, g/kWh: of hours and of months. */
const FORECAST = { hours: 11, months: 2.5 };

/** The last coal-fired station closed at the end of this day. */
const END_OF_COAL = Date.UTC(2024, 9, 1);

/** The generation mix of Great Britain by half-hours of a UTC year. */
export interface GridMix extends FuelShares {
  /** Carbon of imports, g/kWh. */
  readonly importCarbon: Float64Array;
  /** Of gas and coal, GW. */
  readonly burning: Float64Array;
  /** Surplus: GW available without gas, above its minimum output, that exceed the country's demand. */
  readonly surplus: Float64Array;
  /** The forecast of the carbon intensity, g/kWh to the gram. */
  readonly forecast: Float64Array;
}

/** Gas meets the demand that remains after wind, sun, base load and imports, which depend on the price. */
export function gridMix(seed: number, year: number): GridMix {
  const { mix, forecast, ...others } = packedMix(seed, year);
  return { ...unpackedShares(mix), ...others, forecast: new Float64Array(forecast) };
}

/** What of the mix decides the price, without unpacking the rest. */
export function gridPower(seed: number, year: number): Pick<GridMix, 'burning' | 'surplus'> {
  return packedMix(seed, year);
}

interface PackedMix extends Pick<GridMix, 'importCarbon' | 'burning' | 'surplus'> {
  readonly mix: PackedShares;
  readonly forecast: Uint16Array;
}

const packedMix = memoize(
  8,
  (seed: number, year: number) => `${seed} ${year}`,
  (seed: number, year: number): PackedMix => {
    const { from, halfHours } = utcYear(year);
    const { wind, sun } = renewableOutput(seed, year);
    const level = gridLevels(year);
    const demand = demandOf(seed, year, level);
    const noise = (of: string, tau: number): Float64Array =>
      autoregressive(keyOf(seed, ['grid', of]), from / HALF_HOUR, halfHours, tau);
    const [nuclearNoise, biomassNoise, hydroNoise] = [noise('nuclear', 700), noise('biomass', 96), noise('hydro', 240)];
    const [coalNoise, tradeNoise, floorNoise] = [noise('coal', 140), noise('trade', 30), noise('gas floor', 60)];
    const [importedNoise, hoursNoise, monthsNoise] = [
      noise('imported', 24),
      noise('forecast', 16),
      noise('bias', 1400),
    ];
    const power: ByFuel<Float64Array> = byFuel(() => new Float64Array(halfHours));
    const surplus = new Float64Array(halfHours);
    for (let i = 0; i < halfHours; i += 1) {
      const day = level[Math.floor(i / 48)] ?? gridLevel(from);
      const needed = demand[i] ?? 0;
      const windPower = day.wind * (WIND.least + WIND.most * (wind[i] ?? 0));
      const sunPower = day.solar * SOLAR.performance * (sun[i] ?? 0);
      const above = windPower + sunPower - MEAN_OUTPUT.wind * day.wind - MEAN_OUTPUT.solar * day.solar;
      const nuclear = Math.max(0.45 * day.nuclear, day.nuclear + 0.4 * (nuclearNoise[i] ?? 0));
      const biomass = Math.max(0.2 * day.biomass, day.biomass + 0.4 * (biomassNoise[i] ?? 0) - 0.05 * above);
      const hydro = Math.max(0.1, STEADY.hydro + 0.15 * (hydroNoise[i] ?? 0));
      const coal =
        from + i * HALF_HOUR < END_OF_COAL ? day.coal * coalUse(i, needed - day.demand - above, coalNoise[i] ?? 0) : 0;
      const other = STEADY.other * (1 + 0.1 * (floorNoise[i] ?? 0));
      const free = windPower + sunPower + nuclear + biomass + hydro + coal + other;
      const trade = day.imports - IMPORTS.reaction * above + IMPORTS.noise * (tradeNoise[i] ?? 0);
      const imports = Math.min(Math.max(trade, IMPORTS.least), IMPORTS.most);
      const residual = needed - free - imports;
      const floor = STEADY.gas * exp(0.2 * (floorNoise[i] ?? 0));
      const gas = floor + STEADY.bend * softplus((residual - floor) / STEADY.bend);
      surplus[i] = Math.max(0, floor - (needed - free + coal));
      power.gas[i] = gas;
      power.coal[i] = coal;
      power.biomass[i] = biomass;
      power.nuclear[i] = nuclear;
      power.hydro[i] = hydro;
      power.imports[i] = Math.max(0, imports);
      power.other[i] = other;
      // Excess wind is curtailed.
      power.wind[i] = Math.max(0.3 * windPower, windPower - (gas - residual));
      power.solar[i] = sunPower;
    }
    const importCarbon = importedNoise.map((value) =>
      Math.min(
        Math.max(CARBON_FACTORS.imports * exp(IMPORT_SPREAD * (value - IMPORT_SPREAD / 2)), IMPORT_CARBON.least),
        IMPORT_CARBON.most,
      ),
    );
    const mix = sharesOf(power, importCarbon);
    return {
      mix: packedShares(mix),
      importCarbon,
      burning: power.gas.map((gas, i) => gas + (power.coal[i] ?? 0)),
      surplus,
      forecast: Uint16Array.from(mix.intensity, (grams, i) =>
        Math.max(
          0,
          Math.round(grams + FORECAST.hours * (hoursNoise[i] ?? 0) + FORECAST.months * (monthsNoise[i] ?? 0)),
        ),
      ),
    };
  },
);

/** The level of each day of a year. */
export function gridLevels(year: number): readonly GridLevel[] {
  const { from, days } = utcYear(year);
  return Array.from({ length: days }, (_, day) => gridLevel(from + (day + 0.5) * DAY));
}

/** What coal gives over the mean of its year, by the demand without wind and sun above its mean. */
function coalUse(halfHour: number, above: number, noise: number): number {
  const season = cos(seasonAngle(Math.floor(halfHour / 48) + 1));
  return Math.max(0, 1 + COAL.season * season + COAL.perDemand * (above - DEMAND.season * season) + COAL.noise * noise);
}

/** Nearly x above 0, and nearly 0 below. */
function softplus(x: number): number {
  return x > 30 ? x : log(1 + exp(x));
}

function demandOf(seed: number, year: number, level: readonly GridLevel[]): Float64Array {
  const { from, halfHours } = utcYear(year);
  const { halfHourOfDay, day, dayKind } = localCalendar(year, 'england-and-wales');
  const noise = autoregressive(keyOf(seed, ['grid', 'demand']), from / HALF_HOUR, halfHours, 96);
  return Float64Array.from({ length: halfHours }, (_, i) => {
    const season = cos(seasonAngle(Math.floor(i / 48) + 1));
    const weekend = dayKind[day[i] ?? 0] === DAY_KIND.workday ? 0 : DEMAND.weekend;
    const ofDay = DAY_SHAPE[halfHourOfDay[i] ?? 0] ?? 0;
    return (
      (level[Math.floor(i / 48)]?.demand ?? 0) +
      DEMAND.season * season +
      weekend +
      ofDay +
      DEMAND.noise * (noise[i] ?? 0)
    );
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
