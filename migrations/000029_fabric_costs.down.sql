BEGIN;

ALTER TABLE IF EXISTS heating.metadata
    DROP COLUMN IF EXISTS fabric_cost_breakdown,
    DROP COLUMN IF EXISTS fabric_cost_total,
    DROP COLUMN IF EXISTS peak_hload;

DROP TABLE IF EXISTS heating.fabric_interventions;

END;
