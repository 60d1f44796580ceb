-- Yields are stored per kW of installed peak power, so that one series
-- serves every size of array or turbine that the optimiser tries.
BEGIN;

CREATE SCHEMA IF NOT EXISTS renewables;

COMMENT ON SCHEMA renewables IS
    'What solar panels and wind turbines would yield at the sites, per kW installed.';

CREATE TABLE IF NOT EXISTS renewables.metadata (
    dataset_id uuid NOT NULL,
    site_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    data_source text,
    parameters jsonb,
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE renewables.metadata IS
    'One row per yield series: one site, one way to mount the panels or turbines.';
COMMENT ON COLUMN renewables.metadata.dataset_id IS
    'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN renewables.metadata.site_id IS 'The site that the yield is for.';
COMMENT ON COLUMN renewables.metadata.created_at IS 'When the dataset was made (UTC).';
COMMENT ON COLUMN renewables.metadata.deleted_at IS
    'When the dataset was withdrawn (UTC); NULL while it is in use. Withdrawn rows are kept.';
COMMENT ON COLUMN renewables.metadata.data_source IS
    'Where the series comes from, e.g. PVGIS or renewables.ninja.';
COMMENT ON COLUMN renewables.metadata.parameters IS
    'How the generator is mounted: azimuth and tilt (deg), tracking (whether the panels follow the sun).';

CREATE TABLE IF NOT EXISTS renewables.solar_pv (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    solar_generation double precision NOT NULL,
    CONSTRAINT solar_pv_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES renewables.metadata (dataset_id)
);

COMMENT ON TABLE renewables.solar_pv IS 'Yield of solar panels, hourly.';
COMMENT ON COLUMN renewables.solar_pv.dataset_id IS
    'The dataset that the row belongs to, see renewables.metadata.';
COMMENT ON COLUMN renewables.solar_pv.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN renewables.solar_pv.solar_generation IS
    'Mean power over the hour per installed peak power, kW/kWp.';

CREATE TABLE IF NOT EXISTS renewables.wind (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    wind double precision NOT NULL,
    CONSTRAINT wind_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES renewables.metadata (dataset_id)
);

COMMENT ON TABLE renewables.wind IS 'Yield of wind turbines, hourly.';
COMMENT ON COLUMN renewables.wind.dataset_id IS
    'The dataset that the row belongs to, see renewables.metadata.';
COMMENT ON COLUMN renewables.wind.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN renewables.wind.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN renewables.wind.wind IS 'Mean power over the hour per rated power, kW/kWp.';

END;
