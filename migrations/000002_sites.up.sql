-- Datasets are held per site. A site id is typed by hand in notebooks and file
-- names, hence the strict pattern; the coordinate ranges are roughly those of
-- Great Britain, so that a swapped latitude and longitude are refused.
BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM pg_catalog.pg_type AS typ
        JOIN pg_catalog.pg_namespace AS nsp ON nsp.oid = typ.typnamespace
        WHERE nsp.nspname = 'public'
            AND typ.typname = 'latlon'
    ) THEN
        CREATE TYPE public.latlon AS (lat double precision, lon double precision);
    END IF;
END
$$;

COMMENT ON TYPE public.latlon IS 'A point on the Earth''s surface, WGS 84.';
COMMENT ON COLUMN public.latlon.lat IS 'Latitude, deg, positive to the north.';
COMMENT ON COLUMN public.latlon.lon IS 'Longitude, deg, positive to the east.';

CREATE TABLE IF NOT EXISTS client_info.site_info (
    site_id text NOT NULL,
    name text,
    address text,
    location text,
    coordinates public.latlon,
    client_id text,
    epc_lmk text,
    dec_lmk text,
    CONSTRAINT site_info_pkey PRIMARY KEY (site_id),
    CONSTRAINT site_info_client_id_fkey FOREIGN KEY (client_id) REFERENCES client_info.clients (client_id),
    CONSTRAINT site_info_site_id_check CHECK (site_id ~ '^[0-9a-z_]+$'),
    CONSTRAINT site_info_latitude_check CHECK ((coordinates).lat BETWEEN 49.96 AND 58.64),
    CONSTRAINT site_info_longitude_check CHECK ((coordinates).lon BETWEEN -7.57 AND 1.68)
);

COMMENT ON TABLE client_info.site_info IS
    'The sites of the clients: one building, or one group '
    'of buildings that is metered and planned as one.';
COMMENT ON COLUMN client_info.site_info.site_id IS
    'Memorable identifier in lower case joined by underscores, e.g. foobar_house; '
    'prefixed by the client where names collide, e.g. quux_foobar_house.';
COMMENT ON COLUMN client_info.site_info.name IS 'Name for people to read, e.g. Foobar House.';
COMMENT ON COLUMN client_info.site_info.address IS
    'Postal address on one line; ends with a comma, a space and the postcode.';
COMMENT ON COLUMN client_info.site_info.location IS
    'Name of the place under which weather is kept, see '
    'weather.visual_crossing.location; usually the nearest town.';
COMMENT ON COLUMN client_info.site_info.coordinates IS
    'Where the site stands, for solar and wind yields. NULL if not looked up yet.';
COMMENT ON COLUMN client_info.site_info.client_id IS 'The client whose site it is.';
COMMENT ON COLUMN client_info.site_info.epc_lmk IS
    'Lodgement key (LMK) of the site''s Energy Performance '
    'Certificate in the public register; NULL if none is known.';
COMMENT ON COLUMN client_info.site_info.dec_lmk IS
    'Lodgement key (LMK) of the site''s Display Energy '
    'Certificate in the public register; NULL if none is known.';

END;
