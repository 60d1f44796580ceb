BEGIN;

DROP INDEX IF EXISTS carbon_intensity.grid_co2_dataset_id_idx;
DROP INDEX IF EXISTS tariffs.electricity_dataset_id_idx;
DROP INDEX IF EXISTS renewables.solar_pv_dataset_id_idx;
DROP INDEX IF EXISTS heating.feasible_interventions_site_id_idx;
DROP INDEX IF EXISTS heating.synthesised_dataset_id_idx;
DROP INDEX IF EXISTS client_meters.gas_meters_dataset_id_start_ts_idx;
DROP INDEX IF EXISTS client_meters.electricity_meters_dataset_id_start_ts_idx;

DROP INDEX IF EXISTS carbon_intensity.metadata_site_id_dataset_id_idx;
DROP INDEX IF EXISTS tariffs.metadata_site_id_dataset_id_idx;
DROP INDEX IF EXISTS renewables.metadata_site_id_dataset_id_idx;
DROP INDEX IF EXISTS heating.metadata_site_id_dataset_id_idx;
DROP INDEX IF EXISTS client_meters.metadata_site_id_dataset_id_idx;

END;
