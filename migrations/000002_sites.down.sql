BEGIN;

DROP TABLE IF EXISTS client_info.site_info;

DROP TYPE IF EXISTS public.latlon;

END;
