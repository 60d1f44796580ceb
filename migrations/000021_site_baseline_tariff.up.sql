-- What a site pays today is part of its baseline: savings against the wrong tariff are no
-- savings. No default: which tariff an older baseline was on is not known, and NULL says so.
BEGIN;

ALTER TABLE client_info.site_baselines
    ADD COLUMN IF NOT EXISTS tariff_id uuid;

COMMENT ON COLUMN client_info.site_baselines.tariff_id IS
    'The tariff that the site is on today, see tariffs.metadata; '
    'NULL if unknown, as for every baseline from before this column.';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = 'client_info.site_baselines'::regclass
            AND conname = 'site_baselines_tariff_id_fkey'
    ) THEN
        ALTER TABLE client_info.site_baselines
            ADD CONSTRAINT site_baselines_tariff_id_fkey
            FOREIGN KEY (tariff_id) REFERENCES tariffs.metadata (dataset_id);
    END IF;
END
$$;

END;
