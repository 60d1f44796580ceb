BEGIN;

ALTER TABLE IF EXISTS client_info.site_baselines
    DROP CONSTRAINT IF EXISTS site_baselines_tariff_id_fkey,
    DROP COLUMN IF EXISTS tariff_id;

END;
