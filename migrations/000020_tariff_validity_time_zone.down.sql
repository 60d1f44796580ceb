-- Exact: each time with a zone is one time in UTC without, infinities included.
BEGIN;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'tariffs.metadata'::regclass
            AND attname = 'valid_from'
            AND atttypid = 'timestamptz'::regtype
            AND NOT attisdropped
    ) THEN
        ALTER TABLE tariffs.metadata
            ALTER COLUMN valid_from TYPE timestamp USING valid_from AT TIME ZONE 'UTC';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'tariffs.metadata'::regclass
            AND attname = 'valid_to'
            AND atttypid = 'timestamptz'::regtype
            AND NOT attisdropped
    ) THEN
        ALTER TABLE tariffs.metadata
            ALTER COLUMN valid_to TYPE timestamp USING valid_to AT TIME ZONE 'UTC';
    END IF;
END
$$;

COMMENT ON COLUMN tariffs.metadata.valid_from IS
    'First moment at which the tariff is offered; no zone is stored, UTC is meant.';
COMMENT ON COLUMN tariffs.metadata.valid_to IS
    'Moment from which the tariff is no longer offered; no zone is stored, UTC is meant. NULL if open.';

END;
