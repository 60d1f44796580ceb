BEGIN;

ALTER TABLE IF EXISTS optimisation.site_results
    DROP COLUMN IF EXISTS metric_baseline_environmental_impact_grade,
    DROP COLUMN IF EXISTS metric_baseline_environmental_impact_score,
    DROP COLUMN IF EXISTS metric_scenario_environmental_impact_grade,
    DROP COLUMN IF EXISTS metric_scenario_environmental_impact_score;

DROP TYPE IF EXISTS public."GRADE_ENUM";

END;
