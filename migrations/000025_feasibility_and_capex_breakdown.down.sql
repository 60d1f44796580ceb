BEGIN;

ALTER TABLE IF EXISTS optimisation.site_results
    DROP COLUMN IF EXISTS is_feasible,
    DROP COLUMN IF EXISTS scenario_capex_breakdown;

ALTER TABLE IF EXISTS optimisation.portfolio_results
    DROP COLUMN IF EXISTS is_feasible;

END;
