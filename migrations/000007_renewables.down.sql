BEGIN;

DROP TABLE IF EXISTS renewables.wind;
DROP TABLE IF EXISTS renewables.solar_pv;
DROP TABLE IF EXISTS renewables.metadata;

DROP SCHEMA IF EXISTS renewables;

END;
