-- One site may have several roofs. Each becomes a place of its own with room
-- for so many kW, and a yield dataset can say which one it is for. Older
-- datasets are for the site in general, so the new column stays NULL for them.
BEGIN;

CREATE TABLE IF NOT EXISTS client_info.solar_locations (
    renewables_location_id text NOT NULL,
    name text,
    site_id text NOT NULL,
    mounting_type text DEFAULT 'building-integrated',
    tilt double precision,
    azimuth double precision,
    maxpower double precision,
    CONSTRAINT solar_locations_pkey PRIMARY KEY (renewables_location_id),
    CONSTRAINT solar_locations_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id),
    CONSTRAINT solar_locations_mounting_type_check CHECK (mounting_type IN ('building-integrated', 'free'))
);

COMMENT ON TABLE client_info.solar_locations IS 'Places at a site where solar panels could be mounted.';
COMMENT ON COLUMN client_info.solar_locations.renewables_location_id IS
    'Memorable identifier that begins with the site id, e.g. demo_london_mainroof.';
COMMENT ON COLUMN client_info.solar_locations.name IS 'Name for people to read, e.g. Main Roof.';
COMMENT ON COLUMN client_info.solar_locations.site_id IS 'The site that the place belongs to.';
COMMENT ON COLUMN client_info.solar_locations.mounting_type IS
    'building-integrated (on a roof, little air behind the panels) '
    'or free (on a frame in the open), in the words of PVGIS.';
COMMENT ON COLUMN client_info.solar_locations.tilt IS
    'Inclination of the panels, deg from the horizontal; NULL for the optimum.';
COMMENT ON COLUMN client_info.solar_locations.azimuth IS
    'Direction that the panels face, deg clockwise from north (180 = south); NULL for the optimum.';
COMMENT ON COLUMN client_info.solar_locations.maxpower IS
    'Peak power that there is room for, kW; may be infinite.';

CREATE INDEX IF NOT EXISTS solar_locations_site_id_idx ON client_info.solar_locations (site_id);

ALTER TABLE renewables.metadata
    ADD COLUMN IF NOT EXISTS renewables_location_id text;

COMMENT ON COLUMN renewables.metadata.renewables_location_id IS
    'The roof or field that the yield is for, see client_info.solar_locations; NULL if it '
    'is for the site in general, as for every dataset from before there were locations.';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_constraint
        WHERE conrelid = 'renewables.metadata'::regclass
            AND conname = 'metadata_renewables_location_id_fkey'
    ) THEN
        ALTER TABLE renewables.metadata
            ADD CONSTRAINT metadata_renewables_location_id_fkey
            FOREIGN KEY (renewables_location_id)
            REFERENCES client_info.solar_locations (renewables_location_id);
    END IF;
END
$$;

END;
