import type { SearchSpaceDocument } from '../documents/search-space.ts';
import { fabricInterventions } from '../models/demand/fabric-interventions.ts';
import { SEND_TEMPERATURE } from '../models/demand/heat-pump.ts';
import { peakHeatLoad } from '../models/demand/heat.ts';
import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { exportPrice } from '../models/grid/tariffs.ts';
import { randomOf } from '../../seeding/random/random.ts';
import type { Site } from '../world/site.ts';
import { baselineOf, exportOf, GAS_PRICE, LIFETIME, NEW, STANDING, type Scenario } from './scenario.ts';

/** The values of each part that are tried at a site. */
export interface SearchSpace {
  readonly fabrics: readonly number[];
  readonly tariffs: readonly number[];
  /** Fractions of the available roof area. */
  readonly solarShares: readonly number[];
  readonly batteries: readonly Scenario['battery'][];
  readonly heatPumps: readonly Scenario['heatPump'][];
  /** Increase of the grid connection, kW. */
  readonly gridAdded: number;
}

/**
 * The fraction of sites with a larger connection, and a supply at the present tariff, already on order. Every scenario
 * pays for it. By itself it saves nothing and is never paid back.
 */
const LARGER_CONNECTIONS = 0.25;

/** Its increase, kW. */
const GRID_GROWTH = 0.5;

/**
 * Sizes that fit the site: none, some and all of its roof area; a battery for a fifth of a day; a heat pump for all
 * heat.
 */
function searchSpace(seed: number, site: Site): SearchSpace {
  const baseline = baselineOf(site);
  const measures = fabricInterventions(seed, site).length;
  const isOrdered = randomOf(seed, 'connection', site.index).next() < LARGER_CONNECTIONS;
  const capacity = Math.max(
    5,
    Math.round(((ARCHETYPE_ENERGY[site.archetype].electricity * site.floorArea) / 365) * 0.2),
  );
  const pumps: Scenario['heatPump'][] =
    baseline.boiler === null
      ? [baseline.heatPump]
      : [null, { power: Math.ceil(peakHeatLoad(seed, site) * 1.05), isIncumbent: false }];
  return {
    fabrics: measures === 0 ? [0] : [0, 1, (1 << measures) - 1].filter((set, i, all) => all.indexOf(set) === i),
    tariffs: isOrdered ? [baseline.tariff] : [0, 3],
    solarShares: site.solar.length === 0 ? [0] : [0, 0.5, 1],
    batteries: [null, { capacity, power: Math.ceil(capacity / 2) }],
    heatPumps: pumps,
    gridAdded: isOrdered ? Math.ceil(baseline.gridImport * GRID_GROWTH) : 0,
  };
}

/**
 * Every scenario of the space; the first is the present site, with a larger connection if one is on order. A new heat
 * pump replaces the boiler. An unchanged connection may be too small for it.
 */
export function* scenarios(seed: number, site: Site): Iterable<Scenario> {
  const space = searchSpace(seed, site);
  const baseline = withConnection(baselineOf(site), space.gridAdded);
  for (const heatPump of space.heatPumps) {
    const isReplaced = heatPump !== null && !heatPump.isIncumbent;
    for (const fabric of space.fabrics) {
      for (const share of space.solarShares) {
        for (const battery of space.batteries) {
          for (const tariff of space.tariffs) {
            yield {
              ...baseline,
              fabric,
              tariff,
              solar: site.solar.map(({ peakPower }) => Math.round(peakPower * share * 10) / 10),
              battery,
              heatPump,
              boiler: isReplaced ? null : baseline.boiler,
            };
          }
        }
      }
    }
  }
}

function withConnection(baseline: Scenario, gridAdded: number): Scenario {
  const gridImport = baseline.gridImport + gridAdded;
  return { ...baseline, gridImport, gridExport: exportOf(gridImport), gridAdded };
}

/** The space in the form of `site_range`: the keys of a scenario with their values, and the existing equipment. */
export function searchSpaceJson(seed: number, site: Site): SearchSpaceDocument {
  const space = searchSpace(seed, site);
  const { gridImport, gridExport, boiler } = withConnection(baselineOf(site), space.gridAdded);
  const batteries = space.batteries.flatMap((battery) => battery ?? []);
  const pumps = space.heatPumps.flatMap((pump) => pump ?? []);
  return {
    building: {
      COMPONENT_IS_MANDATORY: true,
      scalar_heat_load: [1],
      scalar_electrical_load: [1],
      fabric_intervention_index: [...space.fabrics],
      floor_area: site.floorArea,
      lifetime: LIFETIME.building,
      incumbent: true,
      age: 0,
    },
    grid: {
      COMPONENT_IS_MANDATORY: true,
      grid_import: [gridImport],
      grid_export: [gridExport],
      import_headroom: [0.25],
      tariff_index: [...space.tariffs],
      export_tariff: [exportPrice(seed, site.index)],
      lifetime: LIFETIME.grid,
      ...(space.gridAdded === 0 ? STANDING : NEW),
    },
    ...(boiler !== null && {
      gas_heater: {
        COMPONENT_IS_MANDATORY: false,
        maximum_output: [boiler.power],
        gas_type: ['NATURAL_GAS'],
        boiler_efficiency: [boiler.efficiency],
        fixed_gas_price: GAS_PRICE,
        lifetime: LIFETIME.gas_heater,
        ...STANDING,
      },
    }),
    ...(pumps.length > 0 && {
      heat_pump: {
        COMPONENT_IS_MANDATORY: boiler === null,
        heat_power: pumps.map(({ power }) => power),
        heat_source: ['AMBIENT_AIR'],
        send_temp: [SEND_TEMPERATURE],
        lifetime: LIFETIME.heat_pump,
        ...(pumps.some(({ isIncumbent }) => isIncumbent) ? STANDING : NEW),
      },
    }),
    energy_storage_system: {
      COMPONENT_IS_MANDATORY: false,
      capacity: batteries.map(({ capacity }) => capacity),
      charge_power: batteries.map(({ power }) => power),
      discharge_power: batteries.map(({ power }) => power),
      battery_mode: ['CONSUME'],
      initial_charge: [0],
      lifetime: LIFETIME.energy_storage_system,
      ...NEW,
    },
    solar_panels: site.solar.map(({ peakPower }, index) => ({
      COMPONENT_IS_MANDATORY: false,
      yield_scalar: space.solarShares
        .map((share) => Math.round(peakPower * share * 10) / 10)
        .filter((power) => power > 0),
      yield_index: [index],
      lifetime: LIFETIME.solar_panels,
      ...NEW,
    })),
  };
}
