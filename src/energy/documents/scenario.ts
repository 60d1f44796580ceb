import * as v from 'valibot';

import { SITE_CONFIG } from './site-config.ts';
import { COUNT, NOT_NEGATIVE, NUMBER, POSITIVE, SHARE, objectOf, strictObjectOf } from './value-schemas.ts';

export const GAS_TYPE = v.picklist(['NATURAL_GAS', 'LIQUID_PETROLEUM_GAS']);
export const HEAT_SOURCE = v.picklist(['AMBIENT_AIR', 'HOTROOM']);
export const BATTERY_MODE = v.picklist(['CONSUME', 'CONSUME_PLUS']);

/** What every component has: whether it stands already, and for how many years it has stood and will last. */
const AGE = {
  incumbent: v.exactOptional(v.boolean()),
  age: v.exactOptional(NOT_NEGATIVE),
  lifetime: v.exactOptional(POSITIVE),
};

/** The keys of each component. Every key has a default in the services, so all may be missing. */
const COMPONENTS = {
  building: {
    scalar_heat_load: v.exactOptional(NOT_NEGATIVE),
    scalar_electrical_load: v.exactOptional(NOT_NEGATIVE),
    fabric_intervention_index: v.exactOptional(COUNT),
    floor_area: v.exactOptional(v.nullable(POSITIVE)),
    ...AGE,
  },
  grid: {
    grid_import: v.exactOptional(NOT_NEGATIVE),
    grid_export: v.exactOptional(NOT_NEGATIVE),
    import_headroom: v.exactOptional(SHARE),
    tariff_index: v.exactOptional(COUNT),
    export_tariff: v.exactOptional(NUMBER),
    ...AGE,
  },
  gas_heater: {
    maximum_output: v.exactOptional(POSITIVE),
    gas_type: v.exactOptional(GAS_TYPE),
    boiler_efficiency: v.exactOptional(v.pipe(POSITIVE, v.maxValue(1, 'is above 1'))),
    fixed_gas_price: v.exactOptional(NOT_NEGATIVE),
    ...AGE,
  },
  heat_pump: {
    heat_power: v.exactOptional(NOT_NEGATIVE),
    heat_source: v.exactOptional(HEAT_SOURCE),
    send_temp: v.exactOptional(NUMBER),
    ...AGE,
  },
  energy_storage_system: {
    capacity: v.exactOptional(POSITIVE),
    charge_power: v.exactOptional(POSITIVE),
    discharge_power: v.exactOptional(POSITIVE),
    battery_mode: v.exactOptional(BATTERY_MODE),
    initial_charge: v.exactOptional(NOT_NEGATIVE),
    ...AGE,
  },
  domestic_hot_water: { cylinder_volume: v.exactOptional(NOT_NEGATIVE), ...AGE },
  data_centre: {
    maximum_load: v.exactOptional(NOT_NEGATIVE),
    hotroom_temp: v.exactOptional(NUMBER),
    ...AGE,
  },
  mop: { maximum_load: v.exactOptional(NOT_NEGATIVE), ...AGE },
  electric_vehicles: {
    flexible_load_ratio: v.exactOptional(SHARE),
    small_chargers: v.exactOptional(COUNT),
    fast_chargers: v.exactOptional(COUNT),
    rapid_chargers: v.exactOptional(COUNT),
    ultra_chargers: v.exactOptional(COUNT),
    scalar_electrical_load: v.exactOptional(NOT_NEGATIVE),
    ...AGE,
  },
};

const PANELS = {
  yield_scalar: v.exactOptional(NOT_NEGATIVE),
  yield_index: v.exactOptional(COUNT),
  ...AGE,
};

/** What stands at a site, or could. Keys that are unknown to the services are ignored. */
export const SCENARIO = objectOf({
  building: component(objectOf(COMPONENTS.building)),
  grid: component(objectOf(COMPONENTS.grid)),
  gas_heater: component(objectOf(COMPONENTS.gas_heater)),
  heat_pump: component(objectOf(COMPONENTS.heat_pump)),
  energy_storage_system: component(objectOf(COMPONENTS.energy_storage_system)),
  domestic_hot_water: component(objectOf(COMPONENTS.domestic_hot_water)),
  data_centre: component(objectOf(COMPONENTS.data_centre)),
  mop: component(objectOf(COMPONENTS.mop)),
  electric_vehicles: component(objectOf(COMPONENTS.electric_vehicles)),
  solar_panels: component(v.array(objectOf(PANELS))),
  config: component(SITE_CONFIG),
});

export type ScenarioDocument = v.InferInput<typeof SCENARIO>;

/** What stands at a site today: a scenario in which unknown components, and unknown keys of components, are refused. */
export const BASELINE = strictObjectOf({
  building: component(strictObjectOf(COMPONENTS.building)),
  grid: component(strictObjectOf(COMPONENTS.grid)),
  gas_heater: component(strictObjectOf(COMPONENTS.gas_heater)),
  heat_pump: component(strictObjectOf(COMPONENTS.heat_pump)),
  energy_storage_system: component(strictObjectOf(COMPONENTS.energy_storage_system)),
  domestic_hot_water: component(strictObjectOf(COMPONENTS.domestic_hot_water)),
  data_centre: component(strictObjectOf(COMPONENTS.data_centre)),
  mop: component(strictObjectOf(COMPONENTS.mop)),
  electric_vehicles: component(strictObjectOf(COMPONENTS.electric_vehicles)),
  solar_panels: component(v.array(strictObjectOf(PANELS))),
  config: component(SITE_CONFIG),
});

/** A component may be missing, or null, where the site has none. */
function component<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.exactOptional(v.nullable(schema));
}
