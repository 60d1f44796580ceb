-- A task has many Pareto-optimal answers; each is a portfolio with one scenario per site. Metrics carry
-- no checks: a NULL, an infinity or the largest float is a legitimate answer where a ratio has no value.
BEGIN;

CREATE TABLE IF NOT EXISTS optimisation.portfolio_results (
    task_id uuid NOT NULL,
    portfolio_id uuid NOT NULL,
    metric_carbon_balance_scope_1 double precision,
    metric_carbon_balance_scope_2 double precision,
    metric_cost_balance double precision,
    metric_capex double precision,
    metric_payback_horizon double precision,
    metric_annualised_cost double precision,
    metric_carbon_cost double precision,
    metric_meter_balance double precision,
    metric_operating_balance double precision,
    metric_npv_balance double precision,
    metric_combined_carbon_balance double precision,
    metric_return_on_investment double precision,
    metric_peak_hload_shortfall double precision,
    metric_baseline_peak_hload_shortfall double precision,
    CONSTRAINT portfolio_results_pkey PRIMARY KEY (portfolio_id),
    CONSTRAINT portfolio_results_task_id_fkey FOREIGN KEY (task_id)
        REFERENCES optimisation.task_config (task_id)
);

COMMENT ON TABLE optimisation.portfolio_results IS
    'The answers to a task: portfolios, none of which another one beats on '
    'every objective. Metrics are over the simulated period, normally a year.';
COMMENT ON COLUMN optimisation.portfolio_results.task_id IS 'The task that the portfolio answers.';
COMMENT ON COLUMN optimisation.portfolio_results.portfolio_id IS 'Random UUID (v4 or v7) of the portfolio.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_carbon_balance_scope_1 IS
    'Scope 1 emissions saved against the baseline, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_carbon_balance_scope_2 IS
    'Scope 2 emissions saved against the baseline, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_cost_balance IS
    'Meter balance and change of annualised cost together, GBP; '
    'positive if the scenario is cheaper. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_capex IS
    'Capital cost of the scenario, grants taken off, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_payback_horizon IS
    'Capital cost over operating balance, years; 0 without capital cost, '
    'negative if it never pays back. Computed from the sums over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_annualised_cost IS
    'Capital cost spread over the lifetimes of the components, GBP/year. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_carbon_cost IS
    'Capital cost per tonne of scope 1 emissions saved over 20 years, GBP/t CO2e; the largest '
    'single-precision number if nothing is saved. Computed from the sums over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_meter_balance IS
    'Energy bills saved against the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_operating_balance IS
    'Energy bills and running costs saved against the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_npv_balance IS
    'Net present value gained against the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_combined_carbon_balance IS
    'Scope 1 and scope 2 emissions saved against the baseline, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_return_on_investment IS
    'Operating balance over capital cost, fraction per year (0.1 = 10 % a '
    'year); NULL without capital cost. Computed from the sums over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_peak_hload_shortfall IS
    'Peak heat load that the scenario''s heat sources cannot meet, kW thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_peak_hload_shortfall IS
    'Peak heat load that the baseline''s heat sources cannot meet, kW thermal. Sum over the sites.';

CREATE TABLE IF NOT EXISTS optimisation.site_results (
    portfolio_id uuid NOT NULL,
    site_id text NOT NULL,
    scenario jsonb,
    metric_carbon_balance_scope_1 double precision,
    metric_carbon_balance_scope_2 double precision,
    metric_cost_balance double precision,
    metric_capex double precision,
    metric_payback_horizon double precision,
    metric_annualised_cost double precision,
    metric_carbon_cost double precision,
    metric_meter_balance double precision,
    metric_operating_balance double precision,
    metric_npv_balance double precision,
    metric_combined_carbon_balance double precision,
    metric_return_on_investment double precision,
    metric_peak_hload_shortfall double precision,
    metric_baseline_peak_hload_shortfall double precision,
    CONSTRAINT site_results_pkey PRIMARY KEY (portfolio_id, site_id),
    CONSTRAINT site_results_portfolio_id_fkey FOREIGN KEY (portfolio_id)
        REFERENCES optimisation.portfolio_results (portfolio_id),
    CONSTRAINT site_results_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE optimisation.site_results IS
    'What a portfolio proposes for each of its sites. '
    'Metrics are over the simulated period, normally a year.';
COMMENT ON COLUMN optimisation.site_results.portfolio_id IS 'The portfolio that the proposal is part of.';
COMMENT ON COLUMN optimisation.site_results.site_id IS 'The site that the proposal is for.';
COMMENT ON COLUMN optimisation.site_results.scenario IS
    'The proposed components and their sizes, an object per component: building, gas_heater, grid, '
    'heat_pump, energy_storage_system, domestic_hot_water, electric_vehicles, solar_panels (an array).';
COMMENT ON COLUMN optimisation.site_results.metric_carbon_balance_scope_1 IS
    'Scope 1 emissions saved against the baseline, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_carbon_balance_scope_2 IS
    'Scope 2 emissions saved against the baseline, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_cost_balance IS
    'Meter balance and change of annualised cost together, GBP; positive if the scenario is cheaper.';
COMMENT ON COLUMN optimisation.site_results.metric_capex IS
    'Capital cost of the scenario, grants taken off, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_payback_horizon IS
    'Capital cost over operating balance, years; 0 without capital cost, negative if it never pays back.';
COMMENT ON COLUMN optimisation.site_results.metric_annualised_cost IS
    'Capital cost spread over the lifetimes of the components, GBP/year.';
COMMENT ON COLUMN optimisation.site_results.metric_carbon_cost IS
    'Capital cost per tonne of scope 1 emissions saved over 20 years, '
    'GBP/t CO2e; the largest single-precision number if nothing is saved.';
COMMENT ON COLUMN optimisation.site_results.metric_meter_balance IS
    'Energy bills saved against the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_operating_balance IS
    'Energy bills and running costs saved against the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_npv_balance IS
    'Net present value gained against the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_combined_carbon_balance IS
    'Scope 1 and scope 2 emissions saved against the baseline, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_return_on_investment IS
    'Operating balance over capital cost, fraction per '
    'year (0.1 = 10 % a year); NULL without capital cost.';
COMMENT ON COLUMN optimisation.site_results.metric_peak_hload_shortfall IS
    'Peak heat load that the scenario''s heat sources cannot meet, kW thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_peak_hload_shortfall IS
    'Peak heat load that the baseline''s heat sources cannot meet, kW thermal.';

END;
