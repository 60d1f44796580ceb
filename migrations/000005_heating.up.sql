-- Gas bills say what was burnt, not what was needed: the modelled heat demand
-- is a dataset of its own. Its foreign key may be deferred, so that a writer
-- can send series and metadata in either order within one transaction.
BEGIN;

CREATE SCHEMA IF NOT EXISTS heating;

COMMENT ON SCHEMA heating IS 'Heat demand of the buildings, and what could be done to lower it.';

CREATE TABLE IF NOT EXISTS heating.metadata (
    dataset_id uuid NOT NULL,
    site_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    params jsonb,
    interventions text[],
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.metadata IS
    'One row per modelled heat demand: one site, with one combination of interventions carried out.';
COMMENT ON COLUMN heating.metadata.dataset_id IS 'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN heating.metadata.site_id IS 'The site whose heat demand it is.';
COMMENT ON COLUMN heating.metadata.created_at IS 'When the dataset was made (UTC).';
COMMENT ON COLUMN heating.metadata.params IS
    'Parameters of the model run that made the series, e.g. the meter dataset that it was fitted to.';
COMMENT ON COLUMN heating.metadata.interventions IS
    'Names of the interventions assumed to be carried out; empty for the building as it stands.';

CREATE TABLE IF NOT EXISTS heating.synthesised (
    dataset_id uuid NOT NULL,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    heating double precision,
    dhw double precision,
    air_temperature double precision,
    CONSTRAINT synthesised_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES heating.metadata (dataset_id) DEFERRABLE INITIALLY IMMEDIATE
);

COMMENT ON TABLE heating.synthesised IS 'Modelled heat demand, half-hourly.';
COMMENT ON COLUMN heating.synthesised.dataset_id IS
    'The dataset that the row belongs to, see heating.metadata.';
COMMENT ON COLUMN heating.synthesised.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN heating.synthesised.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN heating.synthesised.heating IS 'Heat needed for the rooms in the interval, kWh thermal.';
COMMENT ON COLUMN heating.synthesised.dhw IS
    'Heat needed for domestic hot water in the interval, kWh thermal.';
COMMENT ON COLUMN heating.synthesised.air_temperature IS
    'Outdoor air temperature that the model was given, degC.';

END;
