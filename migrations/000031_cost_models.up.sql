-- Results depend on the prices of components and on the optimiser's release; both are
-- recorded from now on. No default for the release: which one ran an older task is not known.
BEGIN;

CREATE TABLE IF NOT EXISTS optimisation.cost_models (
    cost_model_id uuid NOT NULL,
    model_name text,
    capex_model jsonb,
    opex_model jsonb,
    created_at timestamptz DEFAULT now(),
    CONSTRAINT cost_models_pkey PRIMARY KEY (cost_model_id)
);

COMMENT ON TABLE optimisation.cost_models IS
    'Named sets of prices that a scenario''s costs are computed with.';
COMMENT ON COLUMN optimisation.cost_models.cost_model_id IS 'Random UUID (v4 or v7) of the cost model.';
COMMENT ON COLUMN optimisation.cost_models.model_name IS 'Name for people to read.';
COMMENT ON COLUMN optimisation.cost_models.capex_model IS
    'Capital cost by component, GBP: fixed cost and piecewise rates by size.';
COMMENT ON COLUMN optimisation.cost_models.opex_model IS
    'Running cost by component, GBP/year: fixed cost and piecewise rates by size.';
COMMENT ON COLUMN optimisation.cost_models.created_at IS 'When the cost model was filed (UTC).';

ALTER TABLE optimisation.task_config
    ADD COLUMN IF NOT EXISTS epoch_version text;

COMMENT ON COLUMN optimisation.task_config.epoch_version IS
    'Release of the optimiser that the task was filed for, '
    'e.g. 1.4.0; NULL for tasks from before it was recorded.';

END;
