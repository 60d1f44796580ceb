-- Where a site has bills only, half-hourly readings are modelled from them. They are
-- kept apart from what was measured, and marked, so that nobody fits a model to a model.
BEGIN;

CREATE TABLE IF NOT EXISTS client_meters.electricity_meters_synthesised (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    consumption_kwh double precision,
    CONSTRAINT electricity_meters_synthesised_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES client_meters.metadata (dataset_id)
);

COMMENT ON TABLE client_meters.electricity_meters_synthesised IS
    'Electricity consumption made by a model for sites without half-hourly meters.';
COMMENT ON COLUMN client_meters.electricity_meters_synthesised.dataset_id IS
    'The dataset that the row belongs to, see client_meters.metadata.';
COMMENT ON COLUMN client_meters.electricity_meters_synthesised.start_ts IS
    'Start of the interval, included (UTC).';
COMMENT ON COLUMN client_meters.electricity_meters_synthesised.end_ts IS
    'End of the interval, excluded (UTC).';
COMMENT ON COLUMN client_meters.electricity_meters_synthesised.consumption_kwh IS
    'Modelled electricity consumption in the interval, kWh.';

CREATE INDEX IF NOT EXISTS electricity_meters_synthesised_dataset_id_idx
    ON client_meters.electricity_meters_synthesised (dataset_id);

-- Every dataset filed before this step was measured, and writers that do not know the column file measured
-- ones, so false holds for them all. A constant default is kept in the catalog: no row is rewritten.
ALTER TABLE client_meters.metadata
    ADD COLUMN IF NOT EXISTS is_synthesised boolean DEFAULT false;

COMMENT ON COLUMN client_meters.metadata.is_synthesised IS
    'True if the readings were made by a model and live in '
    'electricity_meters_synthesised, false if they were measured.';

END;
