BEGIN;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'optimisation.task_config'::regclass
            AND attname = 'portfolio_constraints'
            AND NOT attisdropped
    ) AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'optimisation.task_config'::regclass
            AND attname = 'constraints'
            AND NOT attisdropped
    ) THEN
        ALTER TABLE optimisation.task_config RENAME COLUMN portfolio_constraints TO constraints;
    END IF;
END
$$;

COMMENT ON COLUMN optimisation.task_config.constraints IS
    'Bounds on metrics that a result must keep to: {metric: {min, max}}.';

END;
