BEGIN;

ALTER TABLE IF EXISTS renewables.metadata
    DROP CONSTRAINT IF EXISTS metadata_renewables_location_id_fkey,
    DROP COLUMN IF EXISTS renewables_location_id;

DROP TABLE IF EXISTS client_info.solar_locations;

END;
