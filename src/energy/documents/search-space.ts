import * as v from 'valibot';

import { BATTERY_MODE, GAS_TYPE, HEAT_SOURCE } from './scenario.ts';
import { COUNT, NOT_NEGATIVE, NUMBER, POSITIVE, SHARE, objectOf, objectWithRestOf, valuesOf } from './value-schemas.ts';

/** Beside the lists of values, each component says plainly whether it must be chosen, and what stands of it already. */
const PLAIN = {
  COMPONENT_IS_MANDATORY: v.boolean(),
  incumbent: v.boolean(),
  age: NOT_NEGATIVE,
  lifetime: v.exactOptional(POSITIVE),
};

/** The search space of a site as the optimiser takes it: the keys of a scenario, each with the list of values to try. */
export const SEARCH_SPACE = objectOf({
  building: component({
    scalar_heat_load: valuesOf(NOT_NEGATIVE),
    scalar_electrical_load: valuesOf(NOT_NEGATIVE),
    fabric_intervention_index: valuesOf(COUNT),
    floor_area: v.exactOptional(v.nullable(POSITIVE)),
    ...PLAIN,
  }),
  grid: component({
    grid_import: valuesOf(NOT_NEGATIVE),
    grid_export: valuesOf(NOT_NEGATIVE),
    import_headroom: valuesOf(SHARE),
    tariff_index: valuesOf(COUNT),
    export_tariff: v.exactOptional(valuesOf(NUMBER)),
    ...PLAIN,
  }),
  gas_heater: component({
    maximum_output: v.exactOptional(valuesOf(POSITIVE)),
    gas_type: valuesOf(GAS_TYPE),
    boiler_efficiency: valuesOf(v.pipe(POSITIVE, v.maxValue(1, 'is above 1'))),
    fixed_gas_price: v.exactOptional(NOT_NEGATIVE),
    ...PLAIN,
  }),
  heat_pump: component({
    heat_power: valuesOf(NOT_NEGATIVE),
    heat_source: valuesOf(HEAT_SOURCE),
    send_temp: valuesOf(NUMBER),
    ...PLAIN,
  }),
  energy_storage_system: component({
    capacity: valuesOf(POSITIVE),
    charge_power: valuesOf(POSITIVE),
    discharge_power: valuesOf(POSITIVE),
    battery_mode: valuesOf(BATTERY_MODE),
    initial_charge: valuesOf(NOT_NEGATIVE),
    ...PLAIN,
  }),
  domestic_hot_water: component({ cylinder_volume: valuesOf(NOT_NEGATIVE), ...PLAIN }),
  data_centre: component({ maximum_load: valuesOf(NOT_NEGATIVE), hotroom_temp: valuesOf(NUMBER), ...PLAIN }),
  mop: component({ maximum_load: valuesOf(NOT_NEGATIVE), ...PLAIN }),
  electric_vehicles: component({
    flexible_load_ratio: valuesOf(SHARE),
    small_chargers: valuesOf(COUNT),
    fast_chargers: valuesOf(COUNT),
    rapid_chargers: valuesOf(COUNT),
    ultra_chargers: valuesOf(COUNT),
    scalar_electrical_load: valuesOf(NOT_NEGATIVE),
    ...PLAIN,
  }),
  solar_panels: v.exactOptional(
    v.nullable(
      v.array(
        objectOf({
          yield_scalar: valuesOf(NOT_NEGATIVE),
          yield_index: valuesOf(COUNT),
          ...PLAIN,
          COMPONENT_IS_MANDATORY: v.exactOptional(v.boolean()),
        }),
      ),
    ),
  ),
});

export type SearchSpaceDocument = v.InferInput<typeof SEARCH_SPACE>;

/**
 * What is required of any search space, former ones included: readers show each list by its least and greatest value, and pass over
 * the settings, the keys that say how a component stands, and what is not a list.
 */
export const READABLE_SEARCH_SPACE = objectWithRestOf(
  { config: v.optional(v.unknown()) },
  v.lazy((value) => (Array.isArray(value) ? v.array(READABLE_COMPONENT) : v.nullable(READABLE_COMPONENT))),
);

const READABLE_LIST = v.custom<readonly number[] | readonly string[]>(
  (value) => Array.isArray(value) && (isAll(value, 'number') || isAll(value, 'string')),
  'is not a list of at least one number or at least one string',
);

const PASSED_OVER = v.optional(v.unknown());

const READABLE_COMPONENT = objectWithRestOf(
  {
    age: PASSED_OVER,
    lifetime: PASSED_OVER,
    incumbent: PASSED_OVER,
    floor_area: PASSED_OVER,
    scalar_heat_load: PASSED_OVER,
    scalar_electrical_load: PASSED_OVER,
  },
  v.lazy((value) => (Array.isArray(value) ? READABLE_LIST : v.unknown())),
);

function isAll(values: readonly unknown[], type: 'number' | 'string'): boolean {
  return values.length > 0 && values.every((value) => typeof value === type);
}

/** A component may be missing, or null, where the site can have none. */
function component<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.exactOptional(v.nullable(objectOf(entries)));
}
