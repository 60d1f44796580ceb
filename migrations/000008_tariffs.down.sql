BEGIN;

DROP TABLE IF EXISTS tariffs.electricity;
DROP TABLE IF EXISTS tariffs.metadata;

DROP SCHEMA IF EXISTS tariffs;

END;
