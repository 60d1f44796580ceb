-- Landlords are held to the bands of an Energy Performance Certificate, so results
-- show them. An enum sorts from best to worst and refuses an H. Not for portfolios: a
-- band of several buildings has no meaning. No default: older results were not rated.
BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_type AS typ
        JOIN pg_catalog.pg_namespace AS nsp ON nsp.oid = typ.typnamespace
        WHERE nsp.nspname = 'public'
            AND typ.typname = 'GRADE_ENUM'
    ) THEN
        CREATE TYPE public."GRADE_ENUM" AS ENUM ('A', 'B', 'C', 'D', 'E', 'F', 'G');
    END IF;
END
$$;

COMMENT ON TYPE public."GRADE_ENUM" IS
    'Band of an Energy Performance Certificate, from A (best) to G (worst).';

ALTER TABLE optimisation.site_results
    ADD COLUMN IF NOT EXISTS metric_scenario_environmental_impact_score double precision,
    ADD COLUMN IF NOT EXISTS metric_scenario_environmental_impact_grade public."GRADE_ENUM",
    ADD COLUMN IF NOT EXISTS metric_baseline_environmental_impact_score double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_environmental_impact_grade public."GRADE_ENUM";

COMMENT ON COLUMN optimisation.site_results.metric_scenario_environmental_impact_score IS
    'Environmental impact rating of the site under the scenario, by the method of Energy '
    'Performance Certificates: about 1..100, higher is better. Exists per site only.';
COMMENT ON COLUMN optimisation.site_results.metric_scenario_environmental_impact_grade IS
    'Band of the scenario''s environmental impact score, A (best) to G.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_environmental_impact_score IS
    'Environmental impact rating of the site under the baseline, on the scale of the scenario''s.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_environmental_impact_grade IS
    'Band of the baseline''s environmental impact score, A (best) to G.';

END;
