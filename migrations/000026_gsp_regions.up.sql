-- Tariffs and carbon intensities come by grid supply point (GSP) group, named by
-- single letters that nobody knows by heart. I and O are not in use, being too
-- like digits. This table is the list to join with, and to create partitions by.
BEGIN;

CREATE TABLE IF NOT EXISTS carbon_intensity.gsp_regions (
    gsp_code text NOT NULL,
    name text NOT NULL,
    CONSTRAINT gsp_regions_pkey PRIMARY KEY (gsp_code)
);

COMMENT ON TABLE carbon_intensity.gsp_regions IS
    'The regions for which the grid''s carbon intensity is '
    'published: the GSP groups of Great Britain, and the whole.';
COMMENT ON COLUMN carbon_intensity.gsp_regions.gsp_code IS
    'Letter of the GSP group, A..H, J..N or P; uk for Great Britain as a whole.';
COMMENT ON COLUMN carbon_intensity.gsp_regions.name IS 'Name of the region for people to read.';

INSERT INTO carbon_intensity.gsp_regions (gsp_code, name)
VALUES
    ('uk', 'Great Britain as a whole'),
    ('A', 'Eastern England'),
    ('B', 'East Midlands'),
    ('C', 'London'),
    ('D', 'Merseyside and North Wales'),
    ('E', 'West Midlands'),
    ('F', 'North East England'),
    ('G', 'North West England'),
    ('H', 'Southern England'),
    ('J', 'South East England'),
    ('K', 'South Wales'),
    ('L', 'South West England'),
    ('M', 'Yorkshire'),
    ('N', 'South Scotland'),
    ('P', 'North Scotland')
ON CONFLICT (gsp_code) DO NOTHING;

END;
