-- Solar yields and tariffs had no end to their intervals, so readers guessed the step. Rows that stand get
-- the step they were written with, once, when the column comes; what a later writer leaves NULL stays NULL.
BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'renewables.solar_pv'::regclass
            AND attname = 'end_ts'
            AND NOT attisdropped
    ) THEN
        ALTER TABLE renewables.solar_pv ADD COLUMN end_ts timestamptz;
        UPDATE renewables.solar_pv SET end_ts = start_ts + INTERVAL '1 hour';
    END IF;
END
$$;

COMMENT ON COLUMN renewables.solar_pv.end_ts IS
    'End of the interval, excluded (UTC); NULL means an hour after start_ts.';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'tariffs.electricity'::regclass
            AND attname = 'end_ts'
            AND NOT attisdropped
    ) THEN
        ALTER TABLE tariffs.electricity ADD COLUMN end_ts timestamptz;
        UPDATE tariffs.electricity SET end_ts = start_ts + INTERVAL '30 minutes';
    END IF;
END
$$;

COMMENT ON COLUMN tariffs.electricity.end_ts IS
    'End of the interval, excluded (UTC); NULL means half an hour after start_ts.';

END;
