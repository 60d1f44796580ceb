import * as v from 'valibot';

import { ID, NOT_NEGATIVE, NUMBER, objectOf, recordOf } from './value-schemas.ts';

/**
 * `heating.thermal_model.results`: what a fit found. `scale_factor` is the floor area in 100 m2, `boiler_power` is in W, `dhw_usage`
 * in kWh a day.
 */
export const THERMAL_MODEL_RESULTS = objectOf({
  scale_factor: NOT_NEGATIVE,
  ach: NOT_NEGATIVE,
  u_value: NOT_NEGATIVE,
  boiler_power: NOT_NEGATIVE,
  setpoint: NOT_NEGATIVE,
  dhw_usage: NOT_NEGATIVE,
  r2_score: v.exactOptional(v.nullable(NUMBER)),
});

export type ThermalModelResultsDocument = v.InferInput<typeof THERMAL_MODEL_RESULTS>;

/** `heating.thermal_model.datasets`: ids of what the model was fitted to, by type of dataset. */
export const THERMAL_MODEL_DATASETS = recordOf(v.picklist(['GasMeterData', 'ElectricityMeterData']), ID);

export type ThermalModelDatasetsDocument = v.InferInput<typeof THERMAL_MODEL_DATASETS>;

/** `renewables.metadata.parameters`: degrees, and whether the panels follow the sun. */
export const RENEWABLES_PARAMETERS = objectOf({
  azimuth: v.exactOptional(v.nullable(NUMBER)),
  tilt: v.exactOptional(v.nullable(NUMBER)),
  tracking: v.exactOptional(v.boolean()),
});

export type RenewablesParametersDocument = v.InferInput<typeof RENEWABLES_PARAMETERS>;
