BEGIN;

ALTER TABLE IF EXISTS client_meters.metadata
    DROP COLUMN IF EXISTS is_synthesised;

DROP TABLE IF EXISTS client_meters.electricity_meters_synthesised;

END;
