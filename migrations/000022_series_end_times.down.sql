BEGIN;

ALTER TABLE IF EXISTS tariffs.electricity
    DROP COLUMN IF EXISTS end_ts;

ALTER TABLE IF EXISTS renewables.solar_pv
    DROP COLUMN IF EXISTS end_ts;

END;
