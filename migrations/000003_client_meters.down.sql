BEGIN;

DROP TABLE IF EXISTS client_meters.gas_meters;
DROP TABLE IF EXISTS client_meters.electricity_meters;
DROP TABLE IF EXISTS client_meters.metadata;

DROP SCHEMA IF EXISTS client_meters;

END;
