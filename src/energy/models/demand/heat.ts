import { exp, pow } from '../../../seeding/random/exact-math.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Archetype, Fabric, Site } from '../../world/site.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';
import { LEAD } from '../calendar/utc-year.ts';
import { occupancy } from './occupancy.ts';
import { memoize } from '../memoize.ts';
import { rounded } from '../round.ts';
import { siteYearKey } from '../memoize.ts';
import { utcYear } from '../calendar/utc-year.ts';
import { weather, type Weather } from '../weather/weather.ts';

/** The share of fuel that becomes useful heat in the stock that the benchmarks were taken from. */
const USEFUL = 0.8;

/** Degree-days to which the benchmarks of TM46 are adjusted, base 15.5 degC. */
const DEGREE_DAYS = 2021;

/** Base temperature, degC: above it, internal gains are enough. */
const BASE = 15.5;

/** Effect of wind and sun on the temperature that a building feels: K for each m/s and W/m2 above the mean. */
const WIND = { coefficient: 0.15, mean: 4.5 };
const SUN = { coefficient: 0.006, mean: 110 };

/** Time constant of the walls, hours. */
const LAG = 18;

/** Fraction of heating that follows occupancy: less in buildings in constant use and with a pool. */
const SCHEDULED = 0.5;
const SCHEDULED_ALWAYS = 0.25;
const ALWAYS: ReadonlySet<Archetype> = new Set(['care_home', 'hospital', 'leisure_centre']);

/** Peak occupancy over its annual mean, in buildings that are empty most of the time. */
const FULLEST = 4.4;

const SPREAD = 0.15;

/** Heat loss of a building of average age, W/K for each m2 of outer wall. */
const TYPICAL_LOSS = 2.3;

/** The parameters that all sites share, as a dataset's metadata have them. */
export const HEAT_PARAMETERS = {
  base_temperature: BASE,
  degree_days: DEGREE_DAYS,
  lag_hours: LAG,
  wind_coefficient: WIND.coefficient,
  sun_coefficient: SUN.coefficient,
} as const;

/** Effect of sun and wind on the temperature that a building feels, K for each W/m2 and m/s, and the share of the day before. */
export const FELT_TEMPERATURE = {
  solarGain: SUN.coefficient,
  windChill: WIND.coefficient,
  smoothing: rounded(exp(-24 / LAG), 1000),
} as const;

/** Fraction of a site's heating that stops when the building is empty; the rest keeps it from cooling. */
export function scheduledShare(archetype: Archetype): number {
  return ALWAYS.has(archetype) ? SCHEDULED_ALWAYS : SCHEDULED;
}

/** Annual heat of a site for space and hot water at the benchmark's degree-days, kWh thermal. */
export interface HeatDemand {
  /** kWh for each degree-day. */
  readonly perDegreeDay: number;
  /** kWh a year. */
  readonly hotWater: number;
}

/** By the benchmark of the archetype, the fabric, and the site's own deviation. */
export function heatDemand(seed: number, { index, archetype, floorArea, fabric }: Site): HeatDemand {
  const { fossil, hotWater } = ARCHETYPE_ENERGY[archetype];
  const own = exp(SPREAD * randomOf(seed, 'heat', index).normal());
  const useful = fossil * USEFUL * floorArea * own;
  const { wall, roof, floor, window, airChanges } = fabricLosses(fabric);
  const loss = wall + roof + floor + window + airChanges;
  const ofFabric = Math.min(Math.max(pow(loss / TYPICAL_LOSS, 0.5), 0.65), 1.4);
  return { perDegreeDay: (useful * (1 - hotWater) * ofFabric) / DEGREE_DAYS, hotWater: useful * hotWater };
}

/** kWh of heat that a site needs in a year of the usual degree-days. */
export function yearlyHeat(seed: number, site: Site): number {
  const { perDegreeDay, hotWater } = heatDemand(seed, site);
  return perDegreeDay * DEGREE_DAYS + hotWater;
}

/**
 * Heat loss of each part of a fabric, W/K for each m2 of outer wall: by the areas of a building of two floors, and
 * 0.33 Wh/m3K of ventilation air.
 */
export function fabricLosses({ wall, roof, floor, window, airChanges }: Fabric): Fabric {
  return {
    wall: 0.8 * wall,
    roof: 0.45 * roof,
    floor: 0.45 * floor,
    window: 0.2 * window,
    airChanges: 0.8 * airChanges,
  };
}

/**
 * Space heat by half-hours of a UTC year, kWh thermal to the watt-hour: by degree-days of a lagged temperature that
 * includes wind and sun, and by occupancy.
 */
export const heating = memoize(2, siteYearKey, (seed: number, site: Site, year: number): Float64Array => {
  const felt = feltTemperature(weather(seed, site.place, year));
  const present = occupancy(seed, site, year);
  // First relative to the maximum, then to the mean.
  const fullest = present.reduce((most, value) => Math.max(most, value), 0);
  const share = scheduledShare(site.archetype);
  const scheduled = share / fullest;
  const perHalfHour = heatDemand(seed, site).perDegreeDay / 48 / (1 - share + scheduled);
  return present.map((people, i) => {
    const hour = LEAD + (i >> 1);
    const outside = (i & 1) === 0 ? (felt[hour] ?? 0) : ((felt[hour] ?? 0) + (felt[hour + 1] ?? 0)) / 2;
    return rounded(perHalfHour * Math.max(0, BASE - outside) * (1 - share + scheduled * people), 1000);
  });
});

/** Peak heat demand on the coldest design day at full occupancy, kW. */
export function peakHeatLoad(seed: number, site: Site): number {
  const { mean, amplitude } = site.place.temperature;
  const share = scheduledShare(site.archetype);
  const perKelvin = heatDemand(seed, site).perDegreeDay / 24 / (1 - share + share / FULLEST);
  return rounded(perKelvin * (BASE - (mean - amplitude - COLD_SPELL)), 100);
}

/** Design temperature below the mean of mid-January, K. */
const COLD_SPELL = 8;

function feltTemperature({ temperature, windSpeed, global }: Weather): Float64Array {
  const keep = exp(-1 / LAG);
  let felt = temperature[0] ?? 0;
  return temperature.map((air, i) => {
    const wind = WIND.coefficient * ((windSpeed[i] ?? 0) - WIND.mean);
    const sun = SUN.coefficient * ((global[i] ?? 0) - SUN.mean);
    felt = keep * felt + (1 - keep) * (air - wind + sun);
    return felt;
  });
}

/** The temperature by half-hours, degC to 0.01, interpolated between hours. */
export function halfHourlyTemperature({ temperature }: Weather, year: number): Float64Array {
  return Float64Array.from({ length: utcYear(year).halfHours }, (_, i) => {
    const hour = LEAD + (i >> 1);
    const air = temperature[hour] ?? 0;
    return rounded((i & 1) === 0 ? air : (air + (temperature[hour + 1] ?? 0)) / 2, 100);
  });
}
