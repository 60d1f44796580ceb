-- A portfolio's sites differ in what may be built and in the
-- data they are simulated with, so a task gets a row per site.
BEGIN;

CREATE TABLE IF NOT EXISTS optimisation.site_task_config (
    task_id uuid NOT NULL,
    site_id text NOT NULL,
    bundle_id uuid,
    site_range jsonb,
    site_constraints jsonb,
    site_data jsonb,
    site_config jsonb,
    CONSTRAINT site_task_config_task_id_fkey FOREIGN KEY (task_id)
        REFERENCES optimisation.task_config (task_id),
    CONSTRAINT site_task_config_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id),
    CONSTRAINT site_task_config_bundle_id_fkey FOREIGN KEY (bundle_id)
        REFERENCES data_bundles.metadata (bundle_id)
);

COMMENT ON TABLE optimisation.site_task_config IS
    'What a task asks of each of its sites, written when the task is queued.';
COMMENT ON COLUMN optimisation.site_task_config.task_id IS 'The task.';
COMMENT ON COLUMN optimisation.site_task_config.site_id IS 'One of the sites of the task.';
COMMENT ON COLUMN optimisation.site_task_config.bundle_id IS
    'The data that the site is simulated with; NULL for tasks that carry their data in site_data.';
COMMENT ON COLUMN optimisation.site_task_config.site_range IS
    'The search space: the keys of a scenario, each with '
    'the list of values to try, and COMPONENT_IS_MANDATORY.';
COMMENT ON COLUMN optimisation.site_task_config.site_constraints IS
    'Bounds on metrics that the site''s result must keep to: {metric: {min, max}}.';
COMMENT ON COLUMN optimisation.site_task_config.site_data IS
    'Where the site''s input series come from, e.g. a period and the dataset ids.';
COMMENT ON COLUMN optimisation.site_task_config.site_config IS
    'Settings of the site''s simulation that are not searched over, e.g. prices and grants that apply.';

END;
