BEGIN;

DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_p;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_n;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_m;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_l;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_k;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_j;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_h;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_g;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_f;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_e;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_d;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_c;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_b;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_a;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache_uk;
DROP TABLE IF EXISTS carbon_intensity.grid_co2_cache;

END;
