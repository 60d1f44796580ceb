import * as v from 'valibot';

import { CAPEX_MODEL, OPEX_MODEL } from '../cost-model.ts';
import { CAPEX_BREAKDOWN } from '../cost-breakdowns.ts';
import { DATASET_TYPES, subtypeOf } from '../dataset-link.ts';
import { hyperparametersOf, OPTIMISERS, STORED_OPTIMISERS } from '../hyperparameters.ts';
import { isJobType, JOB_REQUESTS, JOB_STATUSES, JOB_TYPES } from '../job-request.ts';
import { BAYESIAN_CONSTRAINTS, CONSTRAINTS, OBJECTIVES, READABLE_OBJECTIVES } from '../objectives.ts';
import { SCENARIO } from '../scenario.ts';
import { READABLE_SEARCH_SPACE, SEARCH_SPACE } from '../search-space.ts';
import { SITE_CONFIG } from '../site-config.ts';
import type { TableRules } from './table-rules.ts';
import { GRADES } from '../text-sets.ts';
import { COUNT, ID, INSTANT, POSITIVE_COUNT, WHOLE, looseObjectOf, objectOf } from '../value-schemas.ts';

const ANYTHING = v.unknown();

/** Any JSON, but not SQL NULL. */
const ANY_JSON = v.custom<unknown>((value) => value !== undefined, 'is NULL');

const CONSTRAINTS_OR_NULL = v.optional(v.nullable(CONSTRAINTS));

const DATASET_IDS = v.exactOptional(v.union([ID, v.array(ID)]));

/** Where a task without a bundle takes its data from: a site, a span, and datasets by type. NULL where there is a bundle. */
const SITE_DATA = v.optional(
  objectOf({
    site_id: v.string(),
    start_ts: v.exactOptional(INSTANT),
    end_ts: v.exactOptional(INSTANT),
    ...v.entriesFromList(DATASET_TYPES, DATASET_IDS),
  }),
);

/** The tables of bundles, jobs, and the optimiser's tasks and results. */
export const OPTIMISATION_TABLES: readonly TableRules[] = [
  {
    table: ['data_bundles', 'metadata'],
    key: ['bundle_id'],
    columns: {
      bundle_id: { readable: ID },
      site_id: { readable: v.string() },
      start_ts: { readable: v.string() },
      end_ts: { readable: v.string() },
      created_at: { readable: v.string() },
    },
  },
  {
    table: ['data_bundles', 'dataset_links'],
    key: ['bundle_id', 'dataset_type', 'dataset_order'],
    columns: {
      dataset_type: { readable: v.picklist(DATASET_TYPES) },
      dataset_id: { readable: ID },
      dataset_subtype: { isJsonText: true, written: ({ dataset_type }) => subtypeOf(dataset_type) },
      dataset_order: { readable: v.optional(COUNT) },
    },
  },
  {
    table: ['job_queue', 'job_status'],
    key: ['job_id'],
    columns: {
      job_type: { written: v.picklist(JOB_TYPES) },
      job_status: { readable: v.picklist(JOB_STATUSES) },
      request: {
        written: ({ job_type: type }) =>
          typeof type === 'string' && isJobType(type) ? JOB_REQUESTS[type] : looseObjectOf({}),
      },
    },
  },
  {
    table: ['optimisation', 'task_config'],
    key: ['task_id'],
    columns: {
      task_id: { readable: ID },
      optimiser_type: { readable: v.picklist(STORED_OPTIMISERS), written: v.picklist(OPTIMISERS) },
      optimiser_hyperparameters: { written: ({ optimiser_type: type }) => hyperparametersOf(type) },
      objectives: { readable: v.optional(READABLE_OBJECTIVES), written: OBJECTIVES },
      portfolio_constraints: {
        written: ({ optimiser_type: type }) => (type === 'Bayesian' ? BAYESIAN_CONSTRAINTS : CONSTRAINTS_OR_NULL),
      },
      created_at: { readable: v.string() },
    },
  },
  {
    table: ['optimisation', 'site_task_config'],
    key: ['task_id', 'site_id'],
    others: ['bundle_id'],
    columns: {
      bundle_id: { readable: v.optional(ID) },
      site_range: { readable: READABLE_SEARCH_SPACE, written: SEARCH_SPACE },
      site_constraints: { written: CONSTRAINTS_OR_NULL },
      site_config: { readable: v.optional(SITE_CONFIG) },
      site_data: {
        readable: ({ bundle_id: bundle }) => (bundle === undefined ? v.nonOptional(SITE_DATA) : ANYTHING),
        written: SITE_DATA,
      },
    },
  },
  {
    table: ['optimisation', 'task_results'],
    key: ['task_id'],
    columns: { n_evals: { readable: v.optional(POSITIVE_COUNT) } },
  },
  {
    table: ['optimisation', 'portfolio_results'],
    key: ['portfolio_id'],
    columns: { portfolio_id: { readable: ID } },
  },
  {
    table: ['optimisation', 'site_results'],
    key: ['portfolio_id', 'site_id'],
    columns: {
      scenario: { readable: SCENARIO },
      scenario_capex_breakdown: { readable: v.optional(CAPEX_BREAKDOWN) },
      metric_scenario_environmental_impact_score: { readable: v.optional(WHOLE) },
      metric_baseline_environmental_impact_score: { readable: v.optional(WHOLE) },
      metric_scenario_environmental_impact_grade: { readable: v.optional(v.picklist(GRADES)) },
      metric_baseline_environmental_impact_grade: { readable: v.optional(v.picklist(GRADES)) },
    },
  },
  {
    table: ['optimisation', 'curated_results'],
    key: ['highlight_id'],
    columns: {
      highlight_id: { readable: ID },
      display_name: {
        readable: v.string(),
        written: v.pipe(v.string(), v.regex(/^(?!Best\b)/, 'begins with "Best", which is put before it when shown')),
      },
    },
  },
  {
    table: ['optimisation', 'cost_models'],
    key: ['cost_model_id'],
    columns: {
      cost_model_id: { readable: ID },
      capex_model: { readable: ANY_JSON, written: CAPEX_MODEL },
      opex_model: { readable: ANY_JSON, written: OPEX_MODEL },
      created_at: { readable: v.string() },
    },
  },
];
