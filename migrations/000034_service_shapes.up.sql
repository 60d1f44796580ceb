-- Rows of a real database may lie in Shetland or in Ireland, which the first bounds refused. The new
-- ones still refuse a latitude and a longitude that were swapped. Comments say what services read.
BEGIN;

ALTER TABLE client_info.site_info
    DROP CONSTRAINT IF EXISTS site_info_latitude_check,
    DROP CONSTRAINT IF EXISTS site_info_longitude_check,
    ADD CONSTRAINT site_info_latitude_check CHECK ((coordinates).lat BETWEEN 49 AND 61),
    ADD CONSTRAINT site_info_longitude_check CHECK ((coordinates).lon BETWEEN -11 AND 2);

COMMENT ON COLUMN heating.metadata.params IS
    'How the series was made: generation_method (regression, thermal_model, '
    'phpp, auto or custom), then what that method needed and found.';
COMMENT ON COLUMN heating.metadata.fabric_cost_breakdown IS
    'What that cost is made of: [{name, area, cost}], the area in m2 or null.';
COMMENT ON COLUMN heating.structure_elements.area_type IS
    'Kind of area: exterior_wall_area, roof_area, floor_area, window_area or thermal_bridge.';
COMMENT ON COLUMN optimisation.site_task_config.site_config IS
    'Settings of the site''s simulation that are not searched over, with the '
    'prices themselves; NULL where the config of each scenario has them.';

END;
