import * as v from 'valibot';

import { ID, INSTANT, NUMBER, WHOLE, looseObjectOf, objectOf, recordOf } from './value-schemas.ts';
import { DATASET_TYPES } from './dataset-link.ts';

const SPAN = {
  start_ts: INSTANT,
  end_ts: INSTANT,
  bundle_metadata: v.nullable(
    objectOf({
      bundle_id: ID,
      dataset_id: ID,
      dataset_type: v.picklist(DATASET_TYPES),
      dataset_subtype: v.exactOptional(v.nullable(v.union([v.string(), v.array(v.string())]))),
      dataset_order: v.exactOptional(v.nullable(WHOLE)),
    }),
  ),
};

/** Prices by name, sizes by name. */
const NAMED_VALUES = recordOf(v.string(), v.nullable(v.union([v.number(), v.string()])));

/** What each kind of job is asked for, by `job_status.job_type`. */
export const JOB_REQUESTS = {
  GridCO2Request: objectOf({ ...SPAN, site_id: v.string() }),
  ElectricalLoadRequest: objectOf({ ...SPAN, dataset_id: ID }),
  RenewablesRequest: objectOf({
    ...SPAN,
    site_id: v.string(),
    renewables_location_id: v.exactOptional(v.nullable(v.string())),
    azimuth: v.exactOptional(v.nullable(NUMBER)),
    tilt: v.exactOptional(v.nullable(NUMBER)),
    tracking: v.exactOptional(v.boolean()),
  }),
  RenewablesWindRequest: objectOf({ ...SPAN, site_id: v.string(), turbine: v.string(), height: NUMBER }),
  TariffRequest: objectOf({
    ...SPAN,
    site_id: v.string(),
    tariff_name: v.string(),
    day_cost: v.exactOptional(v.nullable(NUMBER)),
    night_cost: v.exactOptional(v.nullable(NUMBER)),
    peak_cost: v.exactOptional(v.nullable(NUMBER)),
    cost_bands: v.exactOptional(v.nullable(v.array(NAMED_VALUES))),
  }),
  HeatingLoadRequest: objectOf({
    ...SPAN,
    dataset_id: ID,
    interventions: v.array(v.string()),
    apply_bait: v.exactOptional(v.boolean()),
    dhw_fraction: v.exactOptional(NUMBER),
    model_type: v.exactOptional(v.string()),
    site_id: v.exactOptional(v.nullable(v.string())),
    structure_id: v.exactOptional(v.nullable(ID)),
    savings_fraction: v.exactOptional(NUMBER),
    surveyed_sizes: v.exactOptional(v.nullable(NAMED_VALUES)),
    seed: v.exactOptional(v.nullable(WHOLE)),
  }),
  ASyncFunctionRequest: looseObjectOf({}),
  SyncFunctionRequest: looseObjectOf({}),
} as const;

export type JobType = keyof typeof JOB_REQUESTS;

/** The request of each kind of job. */
export type JobRequests = { readonly [Type in JobType]: v.InferInput<(typeof JOB_REQUESTS)[Type]> };

export const JOB_TYPES = Object.keys(JOB_REQUESTS).filter(isJobType);

/** `job_status.job_status`. */
export const JOB_STATUSES = ['queued', 'working', 'error', 'completed'] as const;

export function isJobType(name: string): name is JobType {
  return Object.hasOwn(JOB_REQUESTS, name);
}
