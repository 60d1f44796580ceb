-- Clients ask what a capital cost is made of, and want to see near misses too, so results that break a
-- constraint are kept and marked. No default: true would vouch for older results that nobody checked.
BEGIN;

ALTER TABLE optimisation.portfolio_results
    ADD COLUMN IF NOT EXISTS is_feasible boolean;

COMMENT ON COLUMN optimisation.portfolio_results.is_feasible IS
    'Whether every constraint is kept; NULL for results from before constraints were recorded.';

ALTER TABLE optimisation.site_results
    ADD COLUMN IF NOT EXISTS scenario_capex_breakdown jsonb,
    ADD COLUMN IF NOT EXISTS is_feasible boolean;

COMMENT ON COLUMN optimisation.site_results.scenario_capex_breakdown IS
    'What the capital cost is made of: an array of {name, '
    'component, cost (GBP), sub_components}; grants are negative.';
COMMENT ON COLUMN optimisation.site_results.is_feasible IS
    'Whether every constraint is kept; NULL for results from before constraints were recorded.';

END;
