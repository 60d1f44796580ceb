-- Of thousands of portfolios a consultant picks a few to show. The picks
-- are kept beside the results, which stay as the optimiser wrote them.
BEGIN;

CREATE TABLE IF NOT EXISTS optimisation.curated_results (
    highlight_id uuid NOT NULL,
    task_id uuid NOT NULL,
    portfolio_id uuid NOT NULL,
    submitted_at timestamptz NOT NULL DEFAULT now(),
    display_name text NOT NULL,
    CONSTRAINT curated_results_pkey PRIMARY KEY (highlight_id),
    CONSTRAINT curated_results_task_id_fkey FOREIGN KEY (task_id)
        REFERENCES optimisation.task_config (task_id),
    CONSTRAINT curated_results_portfolio_id_fkey FOREIGN KEY (portfolio_id)
        REFERENCES optimisation.portfolio_results (portfolio_id)
);

COMMENT ON TABLE optimisation.curated_results IS 'Portfolios picked by people to be shown to the client.';
COMMENT ON COLUMN optimisation.curated_results.highlight_id IS 'Random UUID (v4 or v7) of the pick.';
COMMENT ON COLUMN optimisation.curated_results.task_id IS 'The task that the portfolio answers.';
COMMENT ON COLUMN optimisation.curated_results.portfolio_id IS 'The portfolio that was picked.';
COMMENT ON COLUMN optimisation.curated_results.submitted_at IS 'When it was picked (UTC).';
COMMENT ON COLUMN optimisation.curated_results.display_name IS
    'Title under which the client sees it, e.g. Lowest carbon.';

END;
