import * as v from 'valibot';

import { NUMBER, objectOf, recordOf } from './value-schemas.ts';

/** Metrics as the optimiser names them: the columns without `metric_`, but for `carbon_balance_total`. */
const METRICS = [
  'meter_balance',
  'operating_balance',
  'cost_balance',
  'npv_balance',
  'payback_horizon',
  'return_on_investment',
  'carbon_balance_scope_1',
  'carbon_balance_scope_2',
  'carbon_balance_total',
  'carbon_cost',
  'capex',
  'annualised_cost',
  'peak_hload_shortfall',
  'total_gas_used',
  'total_electricity_imported',
  'total_electricity_generated',
  'total_electricity_exported',
  'total_electricity_curtailed',
  'total_electricity_used',
  'total_electrical_shortfall',
  'total_heat_shortfall',
  'total_ch_shortfall',
  'total_dhw_shortfall',
  'total_gas_import_cost',
  'total_electricity_import_cost',
  'total_electricity_export_gain',
  'total_meter_cost',
  'total_operating_cost',
  'total_net_present_value',
  'total_scope_1_emissions',
  'total_scope_2_emissions',
  'total_combined_carbon_emissions',
] as const;

const METRIC = v.picklist(METRICS);

/** `task_config.objectives`: the metrics that a task optimises. */
export const OBJECTIVES = valuesOfMetrics();

export type ObjectivesDocument = v.InferInput<typeof OBJECTIVES>;

/** What readers need of objectives: any strings. */
export const READABLE_OBJECTIVES = v.array(v.string());

/** Bounds on metrics, of a site or of a portfolio. */
export const CONSTRAINTS = recordOf(
  METRIC,
  objectOf({ min: v.exactOptional(v.nullable(NUMBER)), max: v.exactOptional(v.nullable(NUMBER)) }),
);

/** The Bayesian optimiser shares out a budget: it must have one. */
export const BAYESIAN_CONSTRAINTS = v.intersect([CONSTRAINTS, objectOf({ capex: objectOf({ max: NUMBER }) })]);

export type ConstraintsDocument = v.InferInput<typeof CONSTRAINTS>;

function valuesOfMetrics() {
  return v.pipe(v.array(METRIC), v.minLength(1, 'is an empty list'));
}
