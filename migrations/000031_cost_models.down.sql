BEGIN;

ALTER TABLE IF EXISTS optimisation.task_config
    DROP COLUMN IF EXISTS epoch_version;

DROP TABLE IF EXISTS optimisation.cost_models;

END;
