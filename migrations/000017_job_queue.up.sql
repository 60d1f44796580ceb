-- Generating a bundle takes minutes, longer than a request may. Jobs are kept
-- in a table so that they outlive a restart of the service that works them off.
BEGIN;

CREATE SCHEMA IF NOT EXISTS job_queue;

COMMENT ON SCHEMA job_queue IS 'Work that services do in the background.';

CREATE TABLE IF NOT EXISTS job_queue.job_status (
    job_id serial NOT NULL,
    job_type text NOT NULL,
    job_status text NOT NULL,
    bundle_id uuid,
    request jsonb,
    detail text,
    queued_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT job_status_pkey PRIMARY KEY (job_id),
    CONSTRAINT job_status_bundle_id_fkey FOREIGN KEY (bundle_id) REFERENCES data_bundles.metadata (bundle_id),
    CONSTRAINT job_status_job_status_check CHECK (job_status IN ('queued', 'working', 'error', 'completed'))
);

COMMENT ON TABLE job_queue.job_status IS 'One row per background job, from the moment it is queued.';
COMMENT ON COLUMN job_queue.job_status.job_id IS 'Number of the job, counting up.';
COMMENT ON COLUMN job_queue.job_status.job_type IS
    'What kind of work it is, which tells the shape of request.';
COMMENT ON COLUMN job_queue.job_status.job_status IS
    'queued (not begun), working, error (gave up, see detail) or completed.';
COMMENT ON COLUMN job_queue.job_status.bundle_id IS
    'The bundle that the job works on; NULL for jobs outside of bundles.';
COMMENT ON COLUMN job_queue.job_status.request IS
    'The request that the job carries out, so that it can be begun again.';
COMMENT ON COLUMN job_queue.job_status.detail IS
    'A word on the state for people to read, e.g. the error; NULL if there is nothing to say.';
COMMENT ON COLUMN job_queue.job_status.queued_at IS 'When the job was queued (UTC).';
COMMENT ON COLUMN job_queue.job_status.started_at IS 'When work began (UTC); NULL while queued.';
COMMENT ON COLUMN job_queue.job_status.completed_at IS
    'When work ended, in success or error (UTC); NULL before.';

COMMENT ON SEQUENCE job_queue.job_status_job_id_seq IS 'Next number for job_queue.job_status.job_id.';

CREATE INDEX IF NOT EXISTS job_status_bundle_id_idx ON job_queue.job_status (bundle_id);

END;
