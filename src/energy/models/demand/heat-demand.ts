import { exp, pow } from '../../../seeding/random/exact-math.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Fabric, Site } from '../../world/site.ts';
import { rounded } from '../round.ts';
import { ARCHETYPE_ENERGY } from './archetype-energy.ts';
import { heatControl, type HeatControl } from './heat-control.ts';

/** The share of fuel that becomes useful heat in the stock that the benchmarks were taken from. */
const USEFUL = 0.8;

/** Degree-days to which the benchmarks of TM46 are adjusted, and their base, degC. */
const DEGREE_DAYS = { count: 2021, base: 15.5 };

/** Degree-days of the same climate below another base: those of a K more, and how they grow, fitted from 12 to 17 degC. */
const OTHER_BASE = { perKelvin: 285, growth: 12 };

const SPREAD = 0.15;

/** Heat loss of a building of average age, W/K for each m2 of outer wall. */
const TYPICAL_LOSS = 2.3;

/** Design temperature below the mean of mid-January, K. */
const COLD_SPELL = 8;

/** The busiest half-hour of hot water over the mean of the year. */
const WATER_PEAK = 4;

const HOURS_OF_YEAR = 8766;

/** Annual heat of a site for space and hot water, kWh thermal. */
export interface HeatDemand {
  /** kWh for each degree-day below the site's own base temperature, while it is kept warm. */
  readonly perDegreeDay: number;
  /** kWh a year for rooms in a year of the benchmark's degree-days. */
  readonly rooms: number;
  /** kWh a year. */
  readonly hotWater: number;
}

/** By the benchmark of the archetype, the fabric, the control of the heating, and the site's own deviation. */
export function heatDemand(seed: number, site: Site, control = heatControl(seed, site)): HeatDemand {
  const { fossil, hotWater } = ARCHETYPE_ENERGY[site.archetype];
  const own = exp(SPREAD * randomOf(seed, 'heat', site.index).normal());
  const { wall, roof, floor, window, airChanges } = fabricLosses(site.fabric);
  const loss = wall + roof + floor + window + airChanges;
  const ofFabric = Math.min(Math.max(pow(loss / TYPICAL_LOSS, 0.5), 0.65), 1.4);
  const share = (1 - hotWater) * ofFabric + hotWater;
  const useful = knownHeat(site, fossil * USEFUL * site.floorArea * own * share) / share;
  const rooms = useful * (1 - hotWater) * ofFabric;
  const { base, dutyFactor } = control;
  const above = base - DEGREE_DAYS.base;
  const degreeDays = DEGREE_DAYS.count + OTHER_BASE.perKelvin * above + OTHER_BASE.growth * above * above;
  return { perDegreeDay: rooms / degreeDays / dutyFactor, rooms, hotWater: useful * hotWater };
}

/** The most of a known annual electricity that electric heating takes. */
const MOST_FOR_HEAT = 0.4;

/** kWh of heat a year: that of the fuel where it is known, or as much as the electricity allows. @param usual by the benchmark */
function knownHeat({ annual, heating }: Site, usual: number): number {
  if (annual === undefined) {
    return usual;
  }
  if (heating.kind === 'heat_pump' || heating.kind === 'electric') {
    return Math.min(usual, MOST_FOR_HEAT * annual.electricity * heating.efficiency);
  }
  return annual.fuel === undefined ? usual : annual.fuel * heating.efficiency;
}

/** kWh of heat that a site needs in a year of the usual degree-days. */
export function yearlyHeat(seed: number, site: Site): number {
  const { rooms, hotWater } = heatDemand(seed, site);
  return rooms + hotWater;
}

/**
 * The most heat that the radiators of a site give its rooms, kW, which is the peak of every winter: what the design day takes, and a
 * reserve that warms the building up in the morning.
 */
export function peakHeatLoad(seed: number, site: Site): number {
  return radiatorPower(site, heatControl(seed, site), heatDemand(seed, site));
}

function radiatorPower(site: Site, { base, oversize }: HeatControl, { perDegreeDay }: HeatDemand): number {
  const { mean, amplitude } = site.place.temperature;
  const { radiators } = ARCHETYPE_ENERGY[site.archetype];
  const perKelvin = perDegreeDay / 24;
  const designed = perKelvin * (base - (mean - amplitude - COLD_SPELL)) * oversize;
  const [least, most] = radiators ?? [0, Number.POSITIVE_INFINITY];
  return rounded(Math.min(Math.max(designed, (least * site.floorArea) / 1000), (most * site.floorArea) / 1000), 100);
}

/** What a plant needs to serve the peak of the rooms and of hot water together, kW. */
export function peakPlantLoad(seed: number, site: Site): number {
  const control = heatControl(seed, site);
  const demand = heatDemand(seed, site, control);
  return radiatorPower(site, control, demand) + (WATER_PEAK * demand.hotWater) / HOURS_OF_YEAR;
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
