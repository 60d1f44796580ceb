BEGIN;

ALTER TABLE IF EXISTS weather.visual_crossing
    DROP CONSTRAINT IF EXISTS visual_crossing_dataset_id_fkey,
    DROP COLUMN IF EXISTS end_ts,
    DROP COLUMN IF EXISTS dataset_id;

DROP TABLE IF EXISTS weather.metadata;

END;
