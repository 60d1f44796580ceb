BEGIN;

DROP TABLE IF EXISTS client_info.clients;

DROP SCHEMA IF EXISTS client_info;

END;
