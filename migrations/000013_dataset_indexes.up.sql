-- Services ask which datasets a site has, then for all rows of one dataset; both read
-- whole tables so far. The first answer comes from the index alone. Not CONCURRENTLY,
-- which cannot run in a transaction: apply while no meter import is running.
BEGIN;

CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx
    ON client_meters.metadata (site_id) INCLUDE (dataset_id);
CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx ON heating.metadata (site_id) INCLUDE (dataset_id);
CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx
    ON renewables.metadata (site_id) INCLUDE (dataset_id);
CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx ON tariffs.metadata (site_id) INCLUDE (dataset_id);
CREATE INDEX IF NOT EXISTS metadata_site_id_dataset_id_idx
    ON carbon_intensity.metadata (site_id) INCLUDE (dataset_id);

CREATE INDEX IF NOT EXISTS electricity_meters_dataset_id_start_ts_idx
    ON client_meters.electricity_meters (dataset_id, start_ts);
CREATE INDEX IF NOT EXISTS gas_meters_dataset_id_start_ts_idx
    ON client_meters.gas_meters (dataset_id, start_ts);
CREATE INDEX IF NOT EXISTS synthesised_dataset_id_idx ON heating.synthesised (dataset_id);
CREATE INDEX IF NOT EXISTS feasible_interventions_site_id_idx ON heating.feasible_interventions (site_id);
CREATE INDEX IF NOT EXISTS solar_pv_dataset_id_idx ON renewables.solar_pv (dataset_id);
CREATE INDEX IF NOT EXISTS electricity_dataset_id_idx ON tariffs.electricity (dataset_id);
CREATE INDEX IF NOT EXISTS grid_co2_dataset_id_idx ON carbon_intensity.grid_co2 (dataset_id);

END;
