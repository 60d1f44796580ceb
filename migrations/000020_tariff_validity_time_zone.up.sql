-- Compared with series, which have a zone, a time without one was read in
-- the reader's own: an hour wrong all summer. The times were always meant
-- as UTC, so naming the zone keeps every value, and the way back does too.
BEGIN;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'tariffs.metadata'::regclass
            AND attname = 'valid_from'
            AND atttypid = 'timestamp'::regtype
            AND NOT attisdropped
    ) THEN
        ALTER TABLE tariffs.metadata
            ALTER COLUMN valid_from TYPE timestamptz USING valid_from AT TIME ZONE 'UTC';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'tariffs.metadata'::regclass
            AND attname = 'valid_to'
            AND atttypid = 'timestamp'::regtype
            AND NOT attisdropped
    ) THEN
        ALTER TABLE tariffs.metadata
            ALTER COLUMN valid_to TYPE timestamptz USING valid_to AT TIME ZONE 'UTC';
    END IF;
END
$$;

COMMENT ON COLUMN tariffs.metadata.valid_from IS 'First moment at which the tariff is offered (UTC).';
COMMENT ON COLUMN tariffs.metadata.valid_to IS
    'Moment from which the tariff is no longer offered (UTC); NULL if open.';

END;
