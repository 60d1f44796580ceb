import * as v from 'valibot';

import { CAPEX_MODEL, OPEX_MODEL } from './cost-model.ts';
import { NOT_NEGATIVE, NUMBER, POSITIVE_COUNT, objectOf } from './value-schemas.ts';

/** Settings of a site's simulation that are not searched over. The prices are the whole models, not their id. */
export const SITE_CONFIG = objectOf({
  capex_limit: v.exactOptional(NOT_NEGATIVE),
  use_boiler_upgrade_scheme: v.exactOptional(v.boolean()),
  general_grant_funding: v.exactOptional(NOT_NEGATIVE),
  npv_time_horizon: v.exactOptional(POSITIVE_COUNT),
  npv_discount_factor: v.exactOptional(NUMBER),
  capex_model: v.exactOptional(v.nullable(CAPEX_MODEL)),
  opex_model: v.exactOptional(v.nullable(OPEX_MODEL)),
});

export type SiteConfigDocument = v.InferInput<typeof SITE_CONFIG>;
