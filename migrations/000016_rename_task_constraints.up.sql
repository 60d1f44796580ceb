-- Since sites have constraints of their own, plain constraints no
-- longer says whose they are. Renamed in place: the values stay.
BEGIN;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'optimisation.task_config'::regclass
            AND attname = 'constraints'
            AND NOT attisdropped
    ) AND NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'optimisation.task_config'::regclass
            AND attname = 'portfolio_constraints'
            AND NOT attisdropped
    ) THEN
        ALTER TABLE optimisation.task_config RENAME COLUMN constraints TO portfolio_constraints;
    END IF;
END
$$;

COMMENT ON COLUMN optimisation.task_config.portfolio_constraints IS
    'Bounds on metrics that the portfolio as a whole must keep to: {metric: '
    '{min, max}}. Those of single sites are in optimisation.site_task_config.';

END;
