-- Prices decide when a battery charges, so import tariffs are series like any other. The
-- foreign key is checked at commit: a tariff's prices may be sent before its metadata.
BEGIN;

CREATE SCHEMA IF NOT EXISTS tariffs;

COMMENT ON SCHEMA tariffs IS 'What electricity from the grid costs.';

CREATE TABLE IF NOT EXISTS tariffs.metadata (
    dataset_id uuid NOT NULL,
    site_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    provider text,
    product_name text,
    tariff_name text,
    valid_from timestamp,
    valid_to timestamp,
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE tariffs.metadata IS
    'One row per tariff as it applies to a site: real products and made-up ones for comparison.';
COMMENT ON COLUMN tariffs.metadata.dataset_id IS 'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN tariffs.metadata.site_id IS
    'The site that the tariff would apply to; prices differ by region.';
COMMENT ON COLUMN tariffs.metadata.created_at IS 'When the dataset was made (UTC).';
COMMENT ON COLUMN tariffs.metadata.deleted_at IS
    'When the dataset was withdrawn (UTC); NULL while it is in use. Withdrawn rows are kept.';
COMMENT ON COLUMN tariffs.metadata.provider IS
    'Who offers the tariff, e.g. octopus; or the name of the method that made it up.';
COMMENT ON COLUMN tariffs.metadata.product_name IS
    'Name of the product at the provider, e.g. AGILE-24-04-03.';
COMMENT ON COLUMN tariffs.metadata.tariff_name IS
    'Name of the product''s regional variant at the provider, e.g. E-1R-AGILE-24-04-03-C.';
COMMENT ON COLUMN tariffs.metadata.valid_from IS
    'First moment at which the tariff is offered; no zone is stored, UTC is meant.';
COMMENT ON COLUMN tariffs.metadata.valid_to IS
    'Moment from which the tariff is no longer offered; no zone is stored, UTC is meant. NULL if open.';

CREATE TABLE IF NOT EXISTS tariffs.electricity (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    unit_cost numeric(15,4),
    flat_cost numeric(15,5),
    CONSTRAINT electricity_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES tariffs.metadata (dataset_id) DEFERRABLE INITIALLY DEFERRED
);

COMMENT ON TABLE tariffs.electricity IS
    'Prices of electricity, half-hourly. Beware: in pence, unlike costs elsewhere.';
COMMENT ON COLUMN tariffs.electricity.dataset_id IS
    'The dataset that the row belongs to, see tariffs.metadata.';
COMMENT ON COLUMN tariffs.electricity.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN tariffs.electricity.unit_cost IS
    'Price of imported electricity, pence/kWh; may be negative.';
COMMENT ON COLUMN tariffs.electricity.flat_cost IS 'Standing charge, pence/day.';

END;
