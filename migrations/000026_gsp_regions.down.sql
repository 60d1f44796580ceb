-- The table came with its rows, so it goes with them.
BEGIN;

DROP TABLE IF EXISTS carbon_intensity.gsp_regions;

END;
