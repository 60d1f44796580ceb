-- A task is filed when it is queued and answered when it is done, so question and answer are two
-- tables. Search spaces and hyperparameters change with every release of the optimiser, hence JSON.
BEGIN;

CREATE SCHEMA IF NOT EXISTS optimisation;

COMMENT ON SCHEMA optimisation IS 'What the optimiser was asked, and what it found.';

CREATE TABLE IF NOT EXISTS optimisation.task_config (
    task_id uuid NOT NULL,
    task_name text,
    client_id text,
    optimiser_type text NOT NULL,
    optimiser_hyperparameters jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    objectives jsonb,
    constraints jsonb,
    CONSTRAINT task_config_pkey PRIMARY KEY (task_id)
);

COMMENT ON TABLE optimisation.task_config IS 'One row per optimisation task, written when it is queued.';
COMMENT ON COLUMN optimisation.task_config.task_id IS 'Random UUID (v4 or v7) of the task.';
COMMENT ON COLUMN optimisation.task_config.task_name IS 'Name that the user gave the task.';
COMMENT ON COLUMN optimisation.task_config.client_id IS
    'The client whose portfolio is optimised, as in client_info.clients.';
COMMENT ON COLUMN optimisation.task_config.optimiser_type IS
    'Algorithm that searches, e.g. NSGA2 or GridSearch.';
COMMENT ON COLUMN optimisation.task_config.optimiser_hyperparameters IS
    'Settings of the algorithm, e.g. population size; NULL for its defaults.';
COMMENT ON COLUMN optimisation.task_config.created_at IS 'When the task was filed (UTC).';
COMMENT ON COLUMN optimisation.task_config.objectives IS 'Names of the metrics to optimise, as a JSON array.';
COMMENT ON COLUMN optimisation.task_config.constraints IS
    'Bounds on metrics that a result must keep to: {metric: {min, max}}.';

CREATE TABLE IF NOT EXISTS optimisation.task_results (
    task_id uuid NOT NULL,
    n_evals integer,
    exec_time interval,
    completed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT task_results_task_id_fkey FOREIGN KEY (task_id) REFERENCES optimisation.task_config (task_id),
    CONSTRAINT task_results_n_evals_check CHECK (n_evals > 0)
);

COMMENT ON TABLE optimisation.task_results IS 'How a task went, written when it is done.';
COMMENT ON COLUMN optimisation.task_results.task_id IS 'The task that was done.';
COMMENT ON COLUMN optimisation.task_results.n_evals IS 'Number of candidate portfolios that were simulated.';
COMMENT ON COLUMN optimisation.task_results.exec_time IS
    'Time that the search took, as a clock on the wall would show.';
COMMENT ON COLUMN optimisation.task_results.completed_at IS 'When the task was done (UTC).';

END;
