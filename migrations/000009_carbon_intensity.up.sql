-- The carbon of imported electricity changes by the half hour, and batteries and heat pumps can follow it.
BEGIN;

CREATE SCHEMA IF NOT EXISTS carbon_intensity;

COMMENT ON SCHEMA carbon_intensity IS 'How much carbon dioxide a kWh from the grid stands for.';

CREATE TABLE IF NOT EXISTS carbon_intensity.metadata (
    dataset_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    data_source text,
    is_regional boolean,
    site_id text,
    deleted_at timestamptz,
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id)
        REFERENCES client_info.site_info (site_id) DEFERRABLE INITIALLY IMMEDIATE
);

COMMENT ON TABLE carbon_intensity.metadata IS
    'One row per carbon intensity series that was fetched for a site.';
COMMENT ON COLUMN carbon_intensity.metadata.dataset_id IS
    'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN carbon_intensity.metadata.created_at IS
    'When the dataset was made (UTC); no default, the writer says it.';
COMMENT ON COLUMN carbon_intensity.metadata.data_source IS
    'Where the series comes from, e.g. the address of the National Energy System Operator''s service.';
COMMENT ON COLUMN carbon_intensity.metadata.is_regional IS
    'True for the mix of the site''s own region, false for that of Great Britain as a whole.';
COMMENT ON COLUMN carbon_intensity.metadata.site_id IS 'The site that the series was fetched for.';
COMMENT ON COLUMN carbon_intensity.metadata.deleted_at IS
    'When the dataset was withdrawn (UTC); NULL while it is in use. Withdrawn rows are kept.';

CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2 (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    forecast double precision,
    actual double precision,
    gas double precision,
    coal double precision,
    biomass double precision,
    nuclear double precision,
    hydro double precision,
    imports double precision,
    other double precision,
    wind double precision,
    solar double precision,
    CONSTRAINT grid_co2_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES carbon_intensity.metadata (dataset_id)
);

COMMENT ON TABLE carbon_intensity.grid_co2 IS 'Carbon intensity and generation mix of the grid, half-hourly.';
COMMENT ON COLUMN carbon_intensity.grid_co2.dataset_id IS
    'The dataset that the row belongs to, see carbon_intensity.metadata.';
COMMENT ON COLUMN carbon_intensity.grid_co2.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN carbon_intensity.grid_co2.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN carbon_intensity.grid_co2.forecast IS
    'Carbon intensity as forecast beforehand, g/kWh (CO2 equivalent).';
COMMENT ON COLUMN carbon_intensity.grid_co2.actual IS
    'Carbon intensity as estimated afterwards, g/kWh (CO2 '
    'equivalent); NULL in regional data, which are forecasts only.';
COMMENT ON COLUMN carbon_intensity.grid_co2.gas IS 'Share of gas in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.coal IS 'Share of coal in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.biomass IS 'Share of biomass in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.nuclear IS 'Share of nuclear in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.hydro IS 'Share of hydro power in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.imports IS
    'Share of imports over the interconnectors in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.other IS 'Share of other fuels in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.wind IS 'Share of wind in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2.solar IS 'Share of solar power in the generation, fraction 0..1.';

END;
