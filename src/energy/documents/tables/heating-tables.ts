import * as v from 'valibot';

import { FABRIC_COST_BREAKDOWN } from '../cost-breakdowns.ts';
import { HEATING_PARAMS, READABLE_HEATING_PARAMS } from '../heating-params.ts';
import type { TableRules } from './table-rules.ts';
import { AREA_TYPES, GENERIC_INTERVENTIONS, INTERVENTION_NAMES } from '../text-sets.ts';
import { THERMAL_MODEL_DATASETS, THERMAL_MODEL_RESULTS } from '../thermal-model.ts';
import { ID, NUMBER } from '../value-schemas.ts';

/** The tables of buildings and their heat. */
export const HEATING_TABLES: readonly TableRules[] = [
  {
    table: ['heating', 'metadata'],
    key: ['dataset_id'],
    columns: {
      dataset_id: { readable: ID },
      params: { readable: READABLE_HEATING_PARAMS, written: HEATING_PARAMS },
      interventions: {
        readable: v.array(v.string()),
        written: v.array(v.picklist([...GENERIC_INTERVENTIONS, ...INTERVENTION_NAMES])),
      },
      fabric_cost_breakdown: { readable: v.optional(FABRIC_COST_BREAKDOWN) },
      created_at: { readable: v.string() },
    },
  },
  {
    table: ['heating', 'feasible_interventions'],
    key: ['site_id', 'intervention_name'],
    columns: { intervention_name: { written: v.picklist(INTERVENTION_NAMES) } },
  },
  {
    table: ['heating', 'structure_metadata'],
    key: ['structure_id'],
    columns: {
      structure_id: { readable: ID },
      internal_volume: { readable: NUMBER },
      air_changes: { readable: NUMBER },
      floor_area: { readable: NUMBER },
      created_at: { readable: v.string() },
    },
  },
  {
    table: ['heating', 'structure_elements'],
    key: ['structure_id', 'element_id'],
    columns: {
      area: { readable: NUMBER },
      u_value: { readable: NUMBER },
      area_type: { written: v.picklist(AREA_TYPES) },
    },
  },
  {
    table: ['heating', 'thermal_model'],
    key: ['dataset_id'],
    columns: {
      dataset_id: { readable: ID },
      results: { readable: THERMAL_MODEL_RESULTS },
      datasets: { written: v.optional(THERMAL_MODEL_DATASETS) },
      created_at: { readable: v.string() },
    },
  },
];
