-- A fitted thermal model needs the building's shell: surveys are filed
-- as elements of a structure, and each fit with the numbers it found.
BEGIN;

CREATE TABLE IF NOT EXISTS heating.structure_metadata (
    structure_id uuid NOT NULL,
    site_id text NOT NULL,
    internal_volume double precision,
    air_changes double precision,
    floor_area double precision,
    filename text,
    created_at timestamptz DEFAULT now(),
    CONSTRAINT structure_metadata_pkey PRIMARY KEY (structure_id),
    CONSTRAINT structure_metadata_site_id_fkey FOREIGN KEY (site_id)
        REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.structure_metadata IS 'One row per surveyed building structure.';
COMMENT ON COLUMN heating.structure_metadata.structure_id IS
    'Random UUID (v4 or v7) that the structure''s elements carry.';
COMMENT ON COLUMN heating.structure_metadata.site_id IS 'The site whose building was surveyed.';
COMMENT ON COLUMN heating.structure_metadata.internal_volume IS 'Volume of the heated rooms, m3.';
COMMENT ON COLUMN heating.structure_metadata.air_changes IS
    'How often the air is exchanged with the outside, 1/h.';
COMMENT ON COLUMN heating.structure_metadata.floor_area IS 'Heated floor area, m2.';
COMMENT ON COLUMN heating.structure_metadata.filename IS
    'Name of the survey file; NULL if the structure came otherwise.';
COMMENT ON COLUMN heating.structure_metadata.created_at IS 'When the structure was filed (UTC).';

CREATE TABLE IF NOT EXISTS heating.structure_elements (
    structure_id uuid,
    element_id integer,
    element_name text,
    element_group text,
    area double precision,
    angle double precision,
    u_value double precision,
    area_type text,
    CONSTRAINT structure_elements_structure_id_fkey FOREIGN KEY (structure_id)
        REFERENCES heating.structure_metadata (structure_id)
);

COMMENT ON TABLE heating.structure_elements IS
    'Walls, roofs, floors, windows and doors of a structure, through which heat is lost.';
COMMENT ON COLUMN heating.structure_elements.structure_id IS 'The structure that the element is part of.';
COMMENT ON COLUMN heating.structure_elements.element_id IS 'Number of the element in the survey file.';
COMMENT ON COLUMN heating.structure_elements.element_name IS 'Name of the element in the survey file.';
COMMENT ON COLUMN heating.structure_elements.element_group IS
    'Elements that the survey counts together, e.g. all windows of one kind.';
COMMENT ON COLUMN heating.structure_elements.area IS 'Area of the element, m2.';
COMMENT ON COLUMN heating.structure_elements.angle IS 'Angle of the element as the survey gives it, deg.';
COMMENT ON COLUMN heating.structure_elements.u_value IS
    'Heat transmitted per area and degree of difference, W/m2K.';
COMMENT ON COLUMN heating.structure_elements.area_type IS
    'Kind of area as the survey gives it, e.g. external wall or roof.';

CREATE TABLE IF NOT EXISTS heating.thermal_model (
    dataset_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    site_id text,
    results jsonb,
    datasets jsonb,
    CONSTRAINT thermal_model_pkey PRIMARY KEY (dataset_id),
    CONSTRAINT thermal_model_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.thermal_model IS 'Thermal models fitted to a site''s meter readings and weather.';
COMMENT ON COLUMN heating.thermal_model.dataset_id IS 'Random UUID (v4 or v7) of the fitted model.';
COMMENT ON COLUMN heating.thermal_model.created_at IS 'When the model was fitted (UTC).';
COMMENT ON COLUMN heating.thermal_model.site_id IS 'The site that the model describes.';
COMMENT ON COLUMN heating.thermal_model.results IS
    'What the fit found: scale_factor, ach (air changes, 1/h), u_value '
    '(W/m2K), boiler_power (W), setpoint (degC), dhw_usage, r2_score.';
COMMENT ON COLUMN heating.thermal_model.datasets IS
    'The datasets that the model was fitted to, as kind and dataset id.';

END;
