-- Every site of a region fetched the same series again. It is now fetched
-- once per region, and a partition for each keeps one region's rows together.
-- All GSP groups are listed: a row without a partition would be refused.
BEGIN;

CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache (
    gsp_code text NOT NULL,
    start_ts timestamptz NOT NULL,
    end_ts timestamptz NOT NULL,
    forecast double precision,
    actual double precision,
    gas double precision,
    coal double precision,
    biomass double precision,
    nuclear double precision,
    hydro double precision,
    imports double precision,
    other double precision,
    wind double precision,
    solar double precision,
    CONSTRAINT grid_co2_cache_gsp_code_start_ts_key UNIQUE (gsp_code, start_ts)
) PARTITION BY LIST (gsp_code);

COMMENT ON TABLE carbon_intensity.grid_co2_cache IS
    'Carbon intensity and generation mix of the grid by region, half-hourly, '
    'fetched once for all sites. A day with any row is taken to be complete.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.gsp_code IS
    'The region, see carbon_intensity.gsp_regions; uk for Great Britain as a whole.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.start_ts IS 'Start of the interval, included (UTC).';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.end_ts IS 'End of the interval, excluded (UTC).';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.forecast IS
    'Carbon intensity as forecast beforehand, g/kWh (CO2 equivalent).';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.actual IS
    'Carbon intensity as estimated afterwards, g/kWh (CO2 '
    'equivalent); NULL in regional data, which are forecasts only.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.gas IS 'Share of gas in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.coal IS 'Share of coal in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.biomass IS
    'Share of biomass in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.nuclear IS
    'Share of nuclear in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.hydro IS
    'Share of hydro power in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.imports IS
    'Share of imports over the interconnectors in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.other IS
    'Share of other fuels in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.wind IS 'Share of wind in the generation, fraction 0..1.';
COMMENT ON COLUMN carbon_intensity.grid_co2_cache.solar IS
    'Share of solar power in the generation, fraction 0..1.';

CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_uk PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('uk');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_a PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('A');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_b PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('B');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_c PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('C');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_d PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('D');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_e PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('E');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_f PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('F');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_g PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('G');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_h PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('H');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_j PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('J');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_k PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('K');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_l PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('L');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_m PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('M');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_n PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('N');
CREATE TABLE IF NOT EXISTS carbon_intensity.grid_co2_cache_p PARTITION OF carbon_intensity.grid_co2_cache
    FOR VALUES IN ('P');

COMMENT ON TABLE carbon_intensity.grid_co2_cache_uk IS
    'Rows of carbon_intensity.grid_co2_cache for Great Britain as a whole.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_a IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group A, Eastern England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_b IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group B, East Midlands.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_c IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group C, London.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_d IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group D, Merseyside and North Wales.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_e IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group E, West Midlands.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_f IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group F, North East England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_g IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group G, North West England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_h IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group H, Southern England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_j IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group J, South East England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_k IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group K, South Wales.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_l IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group L, South West England.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_m IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group M, Yorkshire.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_n IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group N, South Scotland.';
COMMENT ON TABLE carbon_intensity.grid_co2_cache_p IS
    'Rows of carbon_intensity.grid_co2_cache for GSP group P, North Scotland.';

END;
