BEGIN;

DROP TABLE IF EXISTS client_info.site_baselines;

END;
