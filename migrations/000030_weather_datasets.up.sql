-- Weather was the one dataset schema without metadata. Services that cache by place know neither
-- new column, so both stay nullable without a default, and their rows need no rewriting.
BEGIN;

CREATE TABLE IF NOT EXISTS weather.metadata (
    dataset_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    site_id text,
    location text,
    data_source text,
    start_ts timestamptz,
    end_ts timestamptz,
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE weather.metadata IS 'One row per weather dataset: one place over one period.';
COMMENT ON COLUMN weather.metadata.dataset_id IS 'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN weather.metadata.created_at IS 'When the dataset was made (UTC).';
COMMENT ON COLUMN weather.metadata.site_id IS
    'The site that the weather was fetched for; NULL if for a place in general.';
COMMENT ON COLUMN weather.metadata.location IS 'Name of the place, as in weather.visual_crossing.location.';
COMMENT ON COLUMN weather.metadata.data_source IS
    'Where the weather comes from, e.g. Visual Crossing; or the name of the model that made it.';
COMMENT ON COLUMN weather.metadata.start_ts IS 'Start of the period covered, included (UTC).';
COMMENT ON COLUMN weather.metadata.end_ts IS 'End of the period covered, excluded (UTC).';

CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx ON weather.metadata (site_id) INCLUDE (dataset_id);

ALTER TABLE weather.visual_crossing
    ADD COLUMN IF NOT EXISTS dataset_id uuid,
    ADD COLUMN IF NOT EXISTS end_ts timestamptz;

COMMENT ON COLUMN weather.visual_crossing.dataset_id IS
    'The dataset that the row belongs to, see weather.metadata; NULL for '
    'rows that are cached for a place rather than fetched as a dataset.';
COMMENT ON COLUMN weather.visual_crossing.end_ts IS
    'End of the interval, excluded (UTC); NULL means an hour after "timestamp".';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = 'weather.visual_crossing'::regclass
            AND conname = 'visual_crossing_dataset_id_fkey'
    ) THEN
        ALTER TABLE weather.visual_crossing
            ADD CONSTRAINT visual_crossing_dataset_id_fkey
            FOREIGN KEY (dataset_id) REFERENCES weather.metadata (dataset_id);
    END IF;
END
$$;

END;
