BEGIN;

DROP TABLE IF EXISTS heating.thermal_model;
DROP TABLE IF EXISTS heating.structure_elements;
DROP TABLE IF EXISTS heating.structure_metadata;

END;
