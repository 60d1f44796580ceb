BEGIN;

DROP TABLE IF EXISTS carbon_intensity.grid_co2;
DROP TABLE IF EXISTS carbon_intensity.metadata;

DROP SCHEMA IF EXISTS carbon_intensity;

END;
