-- Weather drives heating, solar and wind alike. It is cached by place, not by site, since neighbours
-- share it; every query names one place, so hashing by it keeps each scan to an eighth of the table.
BEGIN;

CREATE SCHEMA IF NOT EXISTS weather;

COMMENT ON SCHEMA weather IS 'Observed and forecast weather, kept by place.';

CREATE TABLE IF NOT EXISTS weather.visual_crossing (
    "timestamp" timestamptz NOT NULL,
    location text NOT NULL,
    temp double precision,
    humidity double precision,
    precip double precision,
    precipprob double precision,
    snow double precision,
    snowdepth double precision,
    windgust double precision,
    windspeed double precision,
    winddir double precision,
    pressure double precision,
    cloudcover double precision,
    solarradiation double precision,
    solarenergy double precision,
    dniradiation double precision,
    difradiation double precision,
    CONSTRAINT visual_crossing_location_timestamp_key UNIQUE (location, "timestamp")
) PARTITION BY HASH (location);

COMMENT ON TABLE weather.visual_crossing IS
    'Hourly weather from Visual Crossing, cached so that a day is '
    'paid for once. A day with any row is taken to be complete.';
COMMENT ON COLUMN weather.visual_crossing."timestamp" IS 'Start of the hour that the row describes (UTC).';
COMMENT ON COLUMN weather.visual_crossing.location IS
    'Name of the place, as in client_info.site_info.location.';
COMMENT ON COLUMN weather.visual_crossing.temp IS 'Air temperature, degC.';
COMMENT ON COLUMN weather.visual_crossing.humidity IS 'Relative humidity, %.';
COMMENT ON COLUMN weather.visual_crossing.precip IS 'Precipitation in the hour, melted if frozen, mm.';
COMMENT ON COLUMN weather.visual_crossing.precipprob IS
    'Probability of precipitation, %; 0 or 100 for past hours.';
COMMENT ON COLUMN weather.visual_crossing.snow IS 'Snow that fell in the hour, cm.';
COMMENT ON COLUMN weather.visual_crossing.snowdepth IS 'Depth of the snow that lies on the ground, cm.';
COMMENT ON COLUMN weather.visual_crossing.windgust IS 'Highest short-term wind speed in the hour, m/s.';
COMMENT ON COLUMN weather.visual_crossing.windspeed IS 'Mean wind speed, m/s.';
COMMENT ON COLUMN weather.visual_crossing.winddir IS
    'Direction that the wind blows from, deg clockwise from north.';
COMMENT ON COLUMN weather.visual_crossing.pressure IS 'Air pressure at sea level, hPa.';
COMMENT ON COLUMN weather.visual_crossing.cloudcover IS 'Share of the sky covered by cloud, %.';
COMMENT ON COLUMN weather.visual_crossing.solarradiation IS 'Global irradiance on the horizontal, W/m2.';
COMMENT ON COLUMN weather.visual_crossing.solarenergy IS
    'Solar energy received on the horizontal in the hour, MJ/m2.';
COMMENT ON COLUMN weather.visual_crossing.dniradiation IS
    'Direct irradiance on a surface facing the sun, W/m2.';
COMMENT ON COLUMN weather.visual_crossing.difradiation IS 'Diffuse irradiance on the horizontal, W/m2.';

CREATE TABLE IF NOT EXISTS weather.visual_crossing_0 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_1 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_2 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_3 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_4 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_5 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_6 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE IF NOT EXISTS weather.visual_crossing_7 PARTITION OF weather.visual_crossing
    FOR VALUES WITH (MODULUS 8, REMAINDER 7);

COMMENT ON TABLE weather.visual_crossing_0 IS
    'Rows of weather.visual_crossing whose location hashes to 0 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_1 IS
    'Rows of weather.visual_crossing whose location hashes to 1 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_2 IS
    'Rows of weather.visual_crossing whose location hashes to 2 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_3 IS
    'Rows of weather.visual_crossing whose location hashes to 3 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_4 IS
    'Rows of weather.visual_crossing whose location hashes to 4 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_5 IS
    'Rows of weather.visual_crossing whose location hashes to 5 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_6 IS
    'Rows of weather.visual_crossing whose location hashes to 6 modulo 8.';
COMMENT ON TABLE weather.visual_crossing_7 IS
    'Rows of weather.visual_crossing whose location hashes to 7 modulo 8.';

END;
