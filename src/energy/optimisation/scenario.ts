import type { ScenarioDocument } from '../documents/scenario.ts';
import { randomOf } from '../../seeding/random/random.ts';
import type { Span } from '../../seeding/job/dataset.ts';
import { HALF_HOUR, utcYear } from '../models/calendar/utc-year.ts';
import { heating as spaceHeat } from '../models/demand/heat.ts';
import { hotWater } from '../models/demand/hot-water.ts';
import { memoize, siteYearKey } from '../models/memoize.ts';
import { PLANT_FUELS, unitPrice } from '../models/demand/meter-prices.ts';
import { rounded } from '../models/round.ts';
import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { SEND_TEMPERATURE } from '../models/demand/heat-pump.ts';
import { exportPrice } from '../models/grid/tariffs.ts';
import type { Archetype, Site } from '../world/site.ts';

/** What stands at a site, or could: all that a simulation needs beside the site's series. */
export interface Scenario {
  /** Number of the set of fabric interventions; 0 for the building as it is. */
  readonly fabric: number;
  /** Number of the tariff product. */
  readonly tariff: number;
  /** Peak power by the site's arrays, kW: of all panels, and of those that stand there today. */
  readonly solar: readonly number[];
  readonly solarStanding: readonly number[];
  /** kWh and kW. */
  readonly battery: { readonly capacity: number; readonly power: number } | null;
  /** kW thermal. */
  readonly heatPump: { readonly power: number; readonly isIncumbent: boolean } | null;
  /** kW thermal, and heat out over gas in. */
  readonly boiler: { readonly power: number; readonly efficiency: number } | null;
  /** kW thermal of heaters that take as much electricity. */
  readonly electricHeat: number;
  /** kW that the connection lets in, and out. */
  readonly gridImport: number;
  readonly gridExport: number;
  /** kW of what it lets in that the connection has not got today. */
  readonly gridAdded: number;
  /** Liters of a tank for hot water that surplus electricity heats. */
  readonly tank: number | null;
  /** Number of chargers of 7 kW, and the part of what they give that can wait for a surplus or the night. */
  readonly vehicles: { readonly chargers: number; readonly flexible: number } | null;
}

/**
 * A site as it is today: its heating, a connection that is made for what it takes now, a fixed tariff, the panels that stand there, and no battery.
 * Oil is taken for gas.
 */
export function baselineOf(seed: number, site: Site): Scenario {
  const { kind, capacity, efficiency } = site.heating;
  const gridImport = Math.ceil(
    12 + connectionPerArea(site.archetype) * site.floorArea + capacity * ELECTRIC_SHARE[kind],
  );
  return {
    fabric: 0,
    tariff: 0,
    solar: site.solar.map(({ installedPower }) => installedPower),
    solarStanding: site.solar.map(({ installedPower }) => installedPower),
    battery: null,
    heatPump: kind === 'heat_pump' ? { power: capacity, isIncumbent: true } : null,
    boiler: kind === 'heat_pump' || kind === 'electric' ? null : { power: capacity, efficiency },
    electricHeat: kind === 'electric' ? capacity : 0,
    gridImport,
    gridExport: exportLimit(seed, site, gridImport),
    gridAdded: 0,
    tank: null,
    vehicles: null,
  };
}

/** kW of a connection for each m2: what buildings have, and enough for kinds that take much more than an office. */
function connectionPerArea(archetype: Archetype): number {
  return Math.max(0.06, ARCHETYPE_ENERGY[archetype].electricity * 0.0004);
}

/** kW that a connection lets out, which lets so many in, if the network agrees to it. */
export function exportOf(gridImport: number): number {
  return Math.ceil(gridImport * 0.6);
}

/**
 * kW that may be exported without asking the network operator: 16 A a phase, of the one of a house and the three of other sites.
 *
 * @see Energy Networks Association, Engineering Recommendation G98
 */
const UNASKED = { house: 3.68, other: 11.04 };

/** The probability that a site has not asked, or was refused: most houses, few others. */
const NOT_ASKED = { house: 0.65, other: 0.3 };

function exportLimit(seed: number, { index, archetype }: Site, gridImport: number): number {
  const kind = archetype === 'house' ? 'house' : 'other';
  const isLimited = randomOf(seed, 'export limit', index).chance(NOT_ASKED[kind]);
  return isLimited ? Math.min(UNASKED[kind], exportOf(gridImport)) : exportOf(gridImport);
}

/** kW of the connection that were made for a kW of heat. */
const ELECTRIC_SHARE = { gas_boiler: 0, oil_boiler: 0, lpg_boiler: 0, heat_pump: 0.5, electric: 1 } as const;

/** Years that components last. */
export const LIFETIME = {
  building: 40,
  solar_panels: 25,
  energy_storage_system: 12,
  heat_pump: 18,
  gas_heater: 15,
  grid: 40,
  domestic_hot_water: 20,
  electric_vehicles: 15,
} as const;

/** What is bought. */
export const NEW = { age: 0, incumbent: false } as const;

/** Few sites had panels before the feed-in tariff. */
const FIRST_PANELS = 2010;

/** What stands at a site today: some years old, no older than the building, and within its lifetime. */
export function standing(seed: number, { index, yearBuilt }: Site, component: keyof typeof LIFETIME, { from }: Span) {
  const year = new Date(from).getUTCFullYear();
  const since = component === 'solar_panels' ? Math.max(yearBuilt, FIRST_PANELS) : yearBuilt;
  const oldest = Math.min(LIFETIME[component] - 1, Math.max(1, year - since));
  const years = component === 'building' ? oldest : 1 + randomOf(seed, 'age', index, component).integer(oldest);
  return { age: years, incumbent: true } as const;
}

/** The gas of a site's boiler as services name it. */
export function gasTypeOf({ heating }: Site): 'NATURAL_GAS' | 'LIQUID_PETROLEUM_GAS' {
  return heating.kind === 'lpg_boiler' ? 'LIQUID_PETROLEUM_GAS' : 'NATURAL_GAS';
}

/**
 * What a site pays for the fuel of its boiler in a span, GBP/kWh: the unit price of its meter, or the mean of those of the years by the
 * heat that it takes in them.
 */
export const fuelPrice = memoize(
  8,
  (seed: number, site: Site, { from, to }: Span) => `${siteYearKey(seed, site, from)} ${to}`,
  (seed: number, site: Site, { from, to }: Span): number => {
    const years = yearsOf(from, to);
    const prices = years.map((year) => unitPrice(seed, site.index, PLANT_FUELS[site.heating.kind], year));
    if (years.length === 1) {
      return prices[0] ?? 0;
    }
    const heats = years.map((year) => heatWithin(seed, site, year, { from, to }));
    const all = heats.reduce((sum, heat) => sum + heat, 0);
    return rounded(heats.reduce((sum, heat, i) => sum + heat * (prices[i] ?? 0), 0) / all, 100_000);
  },
);

function yearsOf(from: number, to: number): number[] {
  const [first, last] = [from, to - 1].map((instant) => new Date(instant).getUTCFullYear());
  return Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, i) => (first ?? 0) + i);
}

/** The heat of the part of a year that lies within a span, kWh. */
function heatWithin(seed: number, site: Site, year: number, { from, to }: Span): number {
  const begin = utcYear(year).from;
  const part = (values: Float64Array): number =>
    values
      .subarray(Math.max(0, (from - begin) / HALF_HOUR), Math.max(0, (to - begin) / HALF_HOUR))
      .reduce((sum, value) => sum + value, 0);
  return part(spaceHeat(seed, site, year)) + part(hotWater(seed, site, year));
}

/** A scenario as `optimisation.site_results` and `client_info.site_baselines` have it. Components that are not there are left out. */
export function scenarioJson(seed: number, site: Site, scenario: Scenario, span: Span): ScenarioDocument {
  const { battery, heatPump, boiler, solar, tank, vehicles } = scenario;
  return {
    building: {
      scalar_heat_load: 1,
      scalar_electrical_load: 1,
      fabric_intervention_index: scenario.fabric,
      floor_area: site.floorArea,
      lifetime: LIFETIME.building,
      ...(scenario.fabric === 0 ? standing(seed, site, 'building', span) : NEW),
    },
    grid: {
      grid_import: scenario.gridImport,
      grid_export: scenario.gridExport,
      import_headroom: 0.25,
      tariff_index: scenario.tariff,
      export_tariff: exportPrice(seed, site.index),
      lifetime: LIFETIME.grid,
      ...(scenario.gridAdded === 0 ? standing(seed, site, 'grid', span) : NEW),
    },
    ...(boiler !== null && {
      gas_heater: {
        maximum_output: boiler.power,
        gas_type: gasTypeOf(site),
        boiler_efficiency: boiler.efficiency,
        fixed_gas_price: fuelPrice(seed, site, span),
        lifetime: LIFETIME.gas_heater,
        ...standing(seed, site, 'gas_heater', span),
      },
    }),
    ...(heatPump !== null && {
      heat_pump: {
        heat_power: heatPump.power,
        heat_source: 'AMBIENT_AIR',
        send_temp: SEND_TEMPERATURE,
        lifetime: LIFETIME.heat_pump,
        ...(heatPump.isIncumbent ? standing(seed, site, 'heat_pump', span) : NEW),
      },
    }),
    ...(battery !== null && {
      energy_storage_system: {
        capacity: battery.capacity,
        charge_power: battery.power,
        discharge_power: battery.power,
        battery_mode: scenario.tariff === 0 ? 'CONSUME' : 'CONSUME_PLUS',
        initial_charge: 0,
        lifetime: LIFETIME.energy_storage_system,
        ...NEW,
      },
    }),
    ...(tank !== null && {
      domestic_hot_water: { cylinder_volume: tank, lifetime: LIFETIME.domestic_hot_water, ...NEW },
    }),
    ...(vehicles !== null && {
      electric_vehicles: {
        flexible_load_ratio: vehicles.flexible,
        small_chargers: vehicles.chargers,
        fast_chargers: 0,
        rapid_chargers: 0,
        ultra_chargers: 0,
        scalar_electrical_load: 1,
        lifetime: LIFETIME.electric_vehicles,
        ...NEW,
      },
    }),
    solar_panels: solar.flatMap((power, index) => {
      const stands = scenario.solarStanding[index] ?? 0;
      const panels = { yield_index: index, lifetime: LIFETIME.solar_panels };
      return [
        { yield_scalar: stands, ...panels, ...standing(seed, site, 'solar_panels', span) },
        { yield_scalar: rounded(power - stands, 10), ...panels, ...NEW },
      ].filter(({ yield_scalar: size }) => size > 0);
    }),
  };
}
