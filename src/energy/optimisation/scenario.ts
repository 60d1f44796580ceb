import type { ScenarioDocument } from '../documents/scenario.ts';
import { SEND_TEMPERATURE } from '../models/demand/heat-pump.ts';
import { exportPrice } from '../models/grid/tariffs.ts';
import type { Site } from '../world/site.ts';

/** What stands at a site, or could: all that a simulation needs beside the site's series. */
export interface Scenario {
  /** Number of the set of fabric interventions; 0 for the building as it is. */
  readonly fabric: number;
  /** Number of the tariff product. */
  readonly tariff: number;
  /** Peak power by the site's arrays, kW. */
  readonly solar: readonly number[];
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
}

/**
 * A site as it is today: its heating, a connection that is made for what it takes now, a fixed tariff, no panels and no battery.
 * Oil is taken for gas.
 */
export function baselineOf(site: Site): Scenario {
  const { kind, capacity, efficiency } = site.heating;
  const gridImport = Math.ceil(12 + 0.06 * site.floorArea + capacity * ELECTRIC_SHARE[kind]);
  return {
    fabric: 0,
    tariff: 0,
    solar: site.solar.map(() => 0),
    battery: null,
    heatPump: kind === 'heat_pump' ? { power: capacity, isIncumbent: true } : null,
    boiler: kind === 'gas_boiler' || kind === 'oil_boiler' ? { power: capacity, efficiency } : null,
    electricHeat: kind === 'electric' ? capacity : 0,
    gridImport,
    gridExport: exportOf(gridImport),
    gridAdded: 0,
  };
}

/** kW that a connection lets out, which lets so many in. */
export function exportOf(gridImport: number): number {
  return Math.ceil(gridImport * 0.6);
}

/** kW of the connection that were made for a kW of heat. */
const ELECTRIC_SHARE = { gas_boiler: 0, oil_boiler: 0, heat_pump: 0.5, electric: 1 } as const;

/** Years that components last. */
export const LIFETIME = {
  building: 40,
  solar_panels: 25,
  energy_storage_system: 12,
  heat_pump: 18,
  gas_heater: 15,
  grid: 40,
} as const;

/** What is bought, and what stands at a site today. */
export const NEW = { age: 0, incumbent: false } as const;
export const STANDING = { age: 8, incumbent: true } as const;

/** GBP/kWh of gas. */
export const GAS_PRICE = 0.065;

/** A scenario as `optimisation.site_results` and `client_info.site_baselines` have it. Components that are not there are left out. */
export function scenarioJson(seed: number, site: Site, scenario: Scenario): ScenarioDocument {
  const { battery, heatPump, boiler, solar } = scenario;
  return {
    building: {
      scalar_heat_load: 1,
      scalar_electrical_load: 1,
      fabric_intervention_index: scenario.fabric,
      floor_area: site.floorArea,
      age: 0,
      lifetime: LIFETIME.building,
      incumbent: scenario.fabric === 0,
    },
    grid: {
      grid_import: scenario.gridImport,
      grid_export: scenario.gridExport,
      import_headroom: 0.25,
      tariff_index: scenario.tariff,
      export_tariff: exportPrice(seed, site.index),
      lifetime: LIFETIME.grid,
      ...(scenario.gridAdded === 0 ? STANDING : NEW),
    },
    ...(boiler !== null && {
      gas_heater: {
        maximum_output: boiler.power,
        gas_type: 'NATURAL_GAS',
        boiler_efficiency: boiler.efficiency,
        fixed_gas_price: GAS_PRICE,
        lifetime: LIFETIME.gas_heater,
        ...STANDING,
      },
    }),
    ...(heatPump !== null && {
      heat_pump: {
        heat_power: heatPump.power,
        heat_source: 'AMBIENT_AIR',
        send_temp: SEND_TEMPERATURE,
        lifetime: LIFETIME.heat_pump,
        ...(heatPump.isIncumbent ? STANDING : NEW),
      },
    }),
    ...(battery !== null && {
      energy_storage_system: {
        capacity: battery.capacity,
        charge_power: battery.power,
        discharge_power: battery.power,
        battery_mode: 'CONSUME',
        initial_charge: 0,
        lifetime: LIFETIME.energy_storage_system,
        ...NEW,
      },
    }),
    solar_panels: solar.flatMap((power, index) =>
      power === 0 ? [] : [{ yield_scalar: power, yield_index: index, lifetime: LIFETIME.solar_panels, ...NEW }],
    ),
  };
}
