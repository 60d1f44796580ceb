import { TOTALS } from '../optimisation/metrics.ts';
import type { TableColumns } from './column-texts.ts';

/** Results by the year of the series, where a column does not say otherwise. */
const BALANCES = {
  metric_carbon_balance_scope_1: 'float8 kg',
  metric_carbon_balance_scope_2: 'float8 kg',
  metric_cost_balance: 'float8 GBP',
  metric_capex: 'float8 GBP',
  metric_payback_horizon: 'float8 years',
  metric_annualised_cost: 'float8 GBP/year',
  metric_carbon_cost: 'float8 GBP/t',
  metric_meter_balance: 'float8 GBP',
  metric_operating_balance: 'float8 GBP',
  metric_npv_balance: 'float8 GBP',
  metric_combined_carbon_balance: 'float8 kg',
  metric_return_on_investment: 'float8 1/year',
  metric_peak_hload_shortfall: 'float8 kW',
  metric_baseline_peak_hload_shortfall: 'float8 kW',
};

const METRICS = {
  ...BALANCES,
  ...Object.fromEntries(
    ['total', 'baseline'].flatMap((prefix) =>
      TOTALS.map((total) => [`metric_${prefix}_${total}`, `float8 ${unitOf(total)}`]),
    ),
  ),
};

/** Tasks of the optimiser and their results. */
export const OPTIMISATION_TABLES: Readonly<Record<string, TableColumns>> = {
  'optimisation.cost_models': {
    cost_model_id: 'uuid',
    model_name: 'text',
    capex_model: 'jsonb',
    opex_model: 'jsonb',
    created_at: 'timestamptz',
  },
  'optimisation.task_config': {
    task_id: 'uuid',
    task_name: 'text',
    client_id: 'text',
    optimiser_type: 'text',
    optimiser_hyperparameters: 'jsonb',
    created_at: 'timestamptz',
    objectives: 'jsonb',
    portfolio_constraints: 'jsonb',
    epoch_version: 'text',
  },
  'optimisation.site_task_config': {
    task_id: 'uuid',
    site_id: 'text',
    bundle_id: 'uuid',
    site_range: 'jsonb',
    site_constraints: 'jsonb',
    site_data: 'jsonb',
    site_config: 'jsonb',
  },
  'optimisation.task_results': {
    task_id: 'uuid',
    n_evals: 'int4',
    exec_time: 'interval',
    completed_at: 'timestamptz',
  },
  'optimisation.portfolio_results': { task_id: 'uuid', portfolio_id: 'uuid', ...METRICS, is_feasible: 'bool' },
  'optimisation.site_results': {
    portfolio_id: 'uuid',
    site_id: 'text',
    scenario: 'jsonb',
    ...METRICS,
    metric_scenario_environmental_impact_score: 'float8',
    metric_scenario_environmental_impact_grade: 'text',
    metric_baseline_environmental_impact_score: 'float8',
    metric_baseline_environmental_impact_grade: 'text',
    scenario_capex_breakdown: 'jsonb',
    is_feasible: 'bool',
  },
  'optimisation.curated_results': {
    highlight_id: 'uuid',
    task_id: 'uuid',
    portfolio_id: 'uuid',
    submitted_at: 'timestamptz',
    display_name: 'text',
  },
};

function unitOf(total: (typeof TOTALS)[number]): string {
  return /cost|gain|value/.test(total) ? 'GBP' : total.endsWith('emissions') ? 'kg' : 'kWh';
}
