BEGIN;

ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_p_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_p_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_p RENAME TO grid_co2_cache_p;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_n_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_n_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_n RENAME TO grid_co2_cache_n;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_m_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_m_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_m RENAME TO grid_co2_cache_m;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_l_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_l_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_l RENAME TO grid_co2_cache_l;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_k_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_k_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_k RENAME TO grid_co2_cache_k;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_j_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_j_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_j RENAME TO grid_co2_cache_j;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_h_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_h_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_h RENAME TO grid_co2_cache_h;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_g_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_g_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_g RENAME TO grid_co2_cache_g;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_f_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_f_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_f RENAME TO grid_co2_cache_f;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_e_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_e_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_e RENAME TO grid_co2_cache_e;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_d_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_d_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_d RENAME TO grid_co2_cache_d;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_c_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_c_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_c RENAME TO grid_co2_cache_c;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_b_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_b_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_b RENAME TO grid_co2_cache_b;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_a_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_a_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_a RENAME TO grid_co2_cache_a;
ALTER INDEX IF EXISTS carbon_intensity.grid_co2_cache_part_uk_gsp_code_start_ts_idx
    RENAME TO grid_co2_cache_uk_gsp_code_start_ts_key;
ALTER TABLE IF EXISTS carbon_intensity.grid_co2_cache_part_uk RENAME TO grid_co2_cache_uk;
ALTER INDEX IF EXISTS carbon_intensity.carbon_intensity_grid_co2_cache_location_timestamp_idx
    RENAME TO grid_co2_cache_gsp_code_start_ts_key;
ALTER INDEX IF EXISTS weather.visual_crossing_part_7_location_timestamp_idx
    RENAME TO visual_crossing_7_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_7 RENAME TO visual_crossing_7;
ALTER INDEX IF EXISTS weather.visual_crossing_part_6_location_timestamp_idx
    RENAME TO visual_crossing_6_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_6 RENAME TO visual_crossing_6;
ALTER INDEX IF EXISTS weather.visual_crossing_part_5_location_timestamp_idx
    RENAME TO visual_crossing_5_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_5 RENAME TO visual_crossing_5;
ALTER INDEX IF EXISTS weather.visual_crossing_part_4_location_timestamp_idx
    RENAME TO visual_crossing_4_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_4 RENAME TO visual_crossing_4;
ALTER INDEX IF EXISTS weather.visual_crossing_part_3_location_timestamp_idx
    RENAME TO visual_crossing_3_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_3 RENAME TO visual_crossing_3;
ALTER INDEX IF EXISTS weather.visual_crossing_part_2_location_timestamp_idx
    RENAME TO visual_crossing_2_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_2 RENAME TO visual_crossing_2;
ALTER INDEX IF EXISTS weather.visual_crossing_part_1_location_timestamp_idx
    RENAME TO visual_crossing_1_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_1 RENAME TO visual_crossing_1;
ALTER INDEX IF EXISTS weather.visual_crossing_part_0_location_timestamp_idx
    RENAME TO visual_crossing_0_location_timestamp_key;
ALTER TABLE IF EXISTS weather.visual_crossing_part_0 RENAME TO visual_crossing_0;
ALTER INDEX IF EXISTS weather.visual_crossing_loc_timestamp RENAME TO visual_crossing_location_timestamp_key;

ALTER INDEX IF EXISTS job_queue.job_queue_job_status_bundle_id_idx RENAME TO job_status_bundle_id_idx;
ALTER INDEX IF EXISTS client_info.client_info_solar_locations_site_id_idx
    RENAME TO solar_locations_site_id_idx;
ALTER INDEX IF EXISTS carbon_intensity.carbon_intensity_grid_co2_dataset_id_idx
    RENAME TO grid_co2_dataset_id_idx;
ALTER INDEX IF EXISTS tariffs.tariffs_electricity_dataset_id_idx RENAME TO electricity_dataset_id_idx;
ALTER INDEX IF EXISTS renewables.renewables_solar_pv_dataset_id_idx RENAME TO solar_pv_dataset_id_idx;
ALTER INDEX IF EXISTS heating.heating_feasible_interventions_site_id_idx
    RENAME TO feasible_interventions_site_id_idx;
ALTER INDEX IF EXISTS heating.heating_synthesised_dataset_id_idx RENAME TO synthesised_dataset_id_idx;
ALTER INDEX IF EXISTS client_meters.client_meters_electricity_meters_synthesised_dataset_id_idx
    RENAME TO electricity_meters_synthesised_dataset_id_idx;
ALTER INDEX IF EXISTS client_meters.gas_meters_idx RENAME TO gas_meters_dataset_id_start_ts_idx;
ALTER INDEX IF EXISTS client_meters.electricity_meters_idx
    RENAME TO electricity_meters_dataset_id_start_ts_idx;
ALTER INDEX IF EXISTS tariffs.tariffs_metadata_site_id_idx RENAME TO metadata_site_id_dataset_id_idx;
ALTER INDEX IF EXISTS renewables.renewables_metadata_site_id_idx RENAME TO metadata_site_id_dataset_id_idx;
ALTER INDEX IF EXISTS heating.heating_metadata_site_id_idx RENAME TO metadata_site_id_dataset_id_idx;
ALTER INDEX IF EXISTS client_meters.client_meters_metadata_site_id_idx
    RENAME TO metadata_site_id_dataset_id_idx;
ALTER INDEX IF EXISTS carbon_intensity.carbon_intensity_metadata_site_id_idx
    RENAME TO metadata_site_id_dataset_id_idx;
ALTER INDEX IF EXISTS optimisation.job_config_pkey RENAME TO task_config_pkey;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('optimisation.task_results')
            AND conname = 'results_n_evals_check'
    )
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('optimisation.task_results')
            AND conname = 'task_results_n_evals_check'
    ) THEN
        ALTER TABLE optimisation.task_results
            RENAME CONSTRAINT results_n_evals_check TO task_results_n_evals_check;
    END IF;
END
$$;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('heating.thermal_model')
            AND conname = 'fk_heating_thermal_model_site_id'
    )
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('heating.thermal_model')
            AND conname = 'thermal_model_site_id_fkey'
    ) THEN
        ALTER TABLE heating.thermal_model
            RENAME CONSTRAINT fk_heating_thermal_model_site_id TO thermal_model_site_id_fkey;
    END IF;
END
$$;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('client_meters.metadata')
            AND conname = 'fk_metadata_site_id'
    )
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('client_meters.metadata')
            AND conname = 'metadata_site_id_fkey'
    ) THEN
        ALTER TABLE client_meters.metadata
            RENAME CONSTRAINT fk_metadata_site_id TO metadata_site_id_fkey;
    END IF;
END
$$;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('tariffs.electricity')
            AND conname = 'electricity_dataset_id_metadata_fkey'
    )
    AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('tariffs.electricity')
            AND conname = 'electricity_dataset_id_fkey'
    ) THEN
        ALTER TABLE tariffs.electricity
            RENAME CONSTRAINT electricity_dataset_id_metadata_fkey TO electricity_dataset_id_fkey;
    END IF;
END
$$;

END;
