-- Savings are measured against what a site has today. That is kept as a history, not as columns
-- of the site: results must remain comparable with the baseline they were computed from.
BEGIN;

CREATE TABLE IF NOT EXISTS client_info.site_baselines (
    baseline_id uuid NOT NULL,
    site_id text NOT NULL,
    baseline jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_baselines_pkey PRIMARY KEY (baseline_id),
    CONSTRAINT site_baselines_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE client_info.site_baselines IS
    'What components a site has today, as the optimiser''s '
    'starting point. The newest row of a site counts.';
COMMENT ON COLUMN client_info.site_baselines.baseline_id IS 'Random UUID (v4 or v7) of the baseline.';
COMMENT ON COLUMN client_info.site_baselines.site_id IS 'The site that is described.';
COMMENT ON COLUMN client_info.site_baselines.baseline IS
    'Components that are installed, in the shape of optimisation.site_results.scenario.';
COMMENT ON COLUMN client_info.site_baselines.created_at IS 'When the baseline was filed (UTC).';

END;
