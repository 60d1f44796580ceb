import * as v from 'valibot';

import { ID, NUMBER, objectOf } from './value-schemas.ts';

const GENERATION_METHODS = ['regression', 'thermal_model', 'phpp', 'auto', 'custom'] as const;

/** What every reader needs of `heating.metadata.params`; a model of the same data may add anything. */
export const READABLE_HEATING_PARAMS = objectOf({
  generation_method: v.picklist(GENERATION_METHODS),
  thermal_model_dataset_id: v.exactOptional(v.nullable(ID)),
});

/** What a regression of gas readings against weather needed and found. */
const REGRESSION = {
  source_dataset_id: ID,
  solar_gain: NUMBER,
  wind_chill: NUMBER,
  humidity_discomfort: NUMBER,
  smoothing: NUMBER,
  threshold: NUMBER,
  heating_kwh: NUMBER,
  dhw_kwh: NUMBER,
  r2_score: NUMBER,
};

/** How a heating series was made, by the method that made it. */
export const HEATING_PARAMS = v.variant('generation_method', [
  v.object({ generation_method: v.literal('regression'), ...REGRESSION }),
  v.object({
    generation_method: v.literal('phpp'),
    ...REGRESSION,
    structure_id: ID,
    percentage_saving: NUMBER,
  }),
  v.object({ generation_method: v.literal('thermal_model'), thermal_model_dataset_id: ID }),
  v.looseObject({ generation_method: v.picklist(['auto', 'custom']) }),
]);

export type HeatingParamsDocument = v.InferInput<typeof HEATING_PARAMS>;
