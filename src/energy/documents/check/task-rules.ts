import type { QueryRule } from './query-rule.ts';

const HEATING = 'heating.metadata';
const THERMAL_MODELS = 'heating.thermal_model';
const TASKS = 'optimisation.task_config';
const SITE_TASKS = 'optimisation.site_task_config';
const SITE_RESULTS = 'optimisation.site_results';
const PORTFOLIOS = 'optimisation.portfolio_results';

/** Lists of a component of a search space, and whether it may be left out; panels are a list of components. */
const CHOICES = `
  jsonb_path_exists(site_range, 'strict $.* ? (@.type() == "object").* ? (@.type() == "array" && @.size() > 1)', '{}', true)
  OR jsonb_path_exists(site_range, 'strict $.solar_panels[*].* ? (@.type() == "array" && @.size() > 1)', '{}', true)
  OR jsonb_path_exists(site_range, '$.*.COMPONENT_IS_MANDATORY ? (@ == false)')`;

/** What must hold between optimisations and what they refer to. */
export const TASK_RULES: readonly QueryRule[] = [
  {
    table: HEATING,
    column: 'params',
    message: 'names a thermal model that is not there, and has no cost of its own',
    severity: 'error',
    reads: [`${HEATING}.params`, `${HEATING}.fabric_cost_total`, THERMAL_MODELS],
    sql: `SELECT dataset_id FROM ${HEATING} AS h
           WHERE params->>'thermal_model_dataset_id' IS NOT NULL AND COALESCE(fabric_cost_total, 0) < 0.01
             AND NOT EXISTS (SELECT FROM ${THERMAL_MODELS} AS t
                              WHERE t.dataset_id::text = lower(params->>'thermal_model_dataset_id'))`,
  },
  {
    table: SITE_RESULTS,
    column: 'scenario',
    message: 'has no config, and the site of the task has none either',
    severity: 'error',
    reads: [`${SITE_RESULTS}.scenario`, PORTFOLIOS, `${SITE_TASKS}.site_config`],
    sql: `SELECT r.portfolio_id, r.site_id FROM ${SITE_RESULTS} AS r JOIN ${PORTFOLIOS} AS p USING (portfolio_id)
            JOIN ${SITE_TASKS} AS t ON t.task_id = p.task_id AND t.site_id = r.site_id
           WHERE t.site_config IS NULL AND COALESCE(jsonb_typeof(r.scenario->'config'), 'null') <> 'object'`,
  },
  {
    table: SITE_TASKS,
    column: 'site_range',
    message: 'nothing of the task is optional, and no list has two values: there is nothing to search',
    severity: 'warning',
    reads: [`${SITE_TASKS}.site_range`],
    sql: `SELECT task_id FROM ${SITE_TASKS} GROUP BY task_id HAVING NOT COALESCE(bool_or(${CHOICES}), false)`,
  },
  {
    table: TASKS,
    column: 'optimiser_type',
    message: 'Bayesian takes two sites or more',
    severity: 'warning',
    reads: [TASKS, SITE_TASKS],
    sql: `SELECT task_id FROM ${TASKS} AS c WHERE optimiser_type = 'Bayesian'
             AND (SELECT count(*) FROM ${SITE_TASKS} AS s WHERE s.task_id = c.task_id) < 2`,
  },
];
