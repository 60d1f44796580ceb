BEGIN;

DROP TABLE IF EXISTS heating.synthesised;
DROP TABLE IF EXISTS heating.metadata;

DROP SCHEMA IF EXISTS heating;

END;
