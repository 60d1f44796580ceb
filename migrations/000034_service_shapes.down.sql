BEGIN;

COMMENT ON COLUMN optimisation.site_task_config.site_config IS
    'Settings of the site''s simulation that are not searched over, e.g. prices and grants that apply.';
COMMENT ON COLUMN heating.structure_elements.area_type IS
    'Kind of area as the survey gives it, e.g. external wall or roof.';
COMMENT ON COLUMN heating.metadata.fabric_cost_breakdown IS
    'What that cost is made of, in the shape of optimisation.site_results.scenario_capex_breakdown.';
COMMENT ON COLUMN heating.metadata.params IS
    'Parameters of the model run that made the series, e.g. the meter dataset that it was fitted to.';

ALTER TABLE IF EXISTS client_info.site_info
    DROP CONSTRAINT IF EXISTS site_info_latitude_check,
    DROP CONSTRAINT IF EXISTS site_info_longitude_check,
    ADD CONSTRAINT site_info_latitude_check CHECK ((coordinates).lat BETWEEN 49.96 AND 58.64) NOT VALID,
    ADD CONSTRAINT site_info_longitude_check CHECK ((coordinates).lon BETWEEN -7.57 AND 1.68) NOT VALID;

-- A site outside of the narrower bounds must not stop a rollback: then they hold for new rows only.
DO $$
BEGIN
    IF to_regclass('client_info.site_info') IS NOT NULL THEN
        ALTER TABLE client_info.site_info
            VALIDATE CONSTRAINT site_info_latitude_check,
            VALIDATE CONSTRAINT site_info_longitude_check;
    END IF;
EXCEPTION
    WHEN check_violation THEN
        RAISE NOTICE 'client_info.site_info has coordinates outside of the bounds that are restored';
END
$$;

END;
