-- Meter readings are the first data that a client sends. One metadata row stands for one delivery
-- of one fuel; the readings live in a table per fuel, since gas is also metered by volume.
BEGIN;

CREATE SCHEMA IF NOT EXISTS client_meters;

COMMENT ON SCHEMA client_meters IS 'What the sites'' own meters read, as half-hourly series or as bills.';

CREATE TABLE IF NOT EXISTS client_meters.metadata (
    dataset_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    site_id text NOT NULL,
    deleted_at timestamptz,
    fuel_type text NOT NULL,
    reading_type text,
    filename text,
    CONSTRAINT metadata_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id),
    CONSTRAINT metadata_fuel_type_check CHECK (fuel_type IN ('gas', 'elec', 'oil')),
    CONSTRAINT metadata_reading_type_check CHECK (reading_type IN ('halfhourly', 'manual', 'automatic'))
);

COMMENT ON TABLE client_meters.metadata IS
    'One row per set of meter readings: one site, one fuel, one source.';
COMMENT ON COLUMN client_meters.metadata.dataset_id IS
    'Random UUID (v4 or v7) that the rows of the series carry.';
COMMENT ON COLUMN client_meters.metadata.created_at IS 'When the readings were filed here (UTC).';
COMMENT ON COLUMN client_meters.metadata.site_id IS 'The site whose meter it is.';
COMMENT ON COLUMN client_meters.metadata.deleted_at IS
    'When the dataset was withdrawn (UTC); NULL while it is in use. Withdrawn rows are kept.';
COMMENT ON COLUMN client_meters.metadata.fuel_type IS
    'What the meter counts: gas, elec (electricity) or oil.';
COMMENT ON COLUMN client_meters.metadata.reading_type IS
    'How the readings were taken: halfhourly (smart meter), automatic (sent by the '
    'meter at longer intervals) or manual (read or billed by people); NULL if unknown.';
COMMENT ON COLUMN client_meters.metadata.filename IS
    'Name of the file that the readings were taken from; NULL if they came otherwise.';

CREATE TABLE IF NOT EXISTS client_meters.electricity_meters (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    consumption_kwh double precision,
    unit_cost numeric(19,4),
    total_cost numeric(19,4),
    CONSTRAINT electricity_meters_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES client_meters.metadata (dataset_id)
);

COMMENT ON TABLE client_meters.electricity_meters IS
    'Electricity read at the sites'' meters: half-hourly, or one row per bill.';
COMMENT ON COLUMN client_meters.electricity_meters.dataset_id IS
    'The dataset that the row belongs to, see client_meters.metadata.';
COMMENT ON COLUMN client_meters.electricity_meters.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN client_meters.electricity_meters.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN client_meters.electricity_meters.consumption_kwh IS
    'Electricity taken from the grid in the interval, kWh.';
COMMENT ON COLUMN client_meters.electricity_meters.unit_cost IS
    'Price of a unit on the bill, GBP/kWh; NULL if the readings came without prices.';
COMMENT ON COLUMN client_meters.electricity_meters.total_cost IS
    'Cost of the interval on the bill, GBP; NULL if the readings came without prices.';

CREATE TABLE IF NOT EXISTS client_meters.gas_meters (
    dataset_id uuid,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    consumption_kwh double precision,
    consumption_m3 double precision,
    unit_cost numeric(19,4),
    total_cost numeric(19,4),
    CONSTRAINT gas_meters_dataset_id_fkey FOREIGN KEY (dataset_id)
        REFERENCES client_meters.metadata (dataset_id)
);

COMMENT ON TABLE client_meters.gas_meters IS
    'Gas read at the sites'' meters: half-hourly, or about '
    'twelve rows a year where it is billed by the month.';
COMMENT ON COLUMN client_meters.gas_meters.dataset_id IS
    'The dataset that the row belongs to, see client_meters.metadata.';
COMMENT ON COLUMN client_meters.gas_meters.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN client_meters.gas_meters.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN client_meters.gas_meters.consumption_kwh IS
    'Gas burnt in the interval, kWh (gross calorific value).';
COMMENT ON COLUMN client_meters.gas_meters.consumption_m3 IS
    'Gas burnt in the interval by volume, m3, as the meter counts it; NULL if only energy is known.';
COMMENT ON COLUMN client_meters.gas_meters.unit_cost IS
    'Price of a unit on the bill, GBP/kWh; NULL if the readings came without prices.';
COMMENT ON COLUMN client_meters.gas_meters.total_cost IS
    'Cost of the interval on the bill, GBP; NULL if the readings came without prices.';

END;
