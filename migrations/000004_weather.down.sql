BEGIN;

DROP TABLE IF EXISTS weather.visual_crossing_7;
DROP TABLE IF EXISTS weather.visual_crossing_6;
DROP TABLE IF EXISTS weather.visual_crossing_5;
DROP TABLE IF EXISTS weather.visual_crossing_4;
DROP TABLE IF EXISTS weather.visual_crossing_3;
DROP TABLE IF EXISTS weather.visual_crossing_2;
DROP TABLE IF EXISTS weather.visual_crossing_1;
DROP TABLE IF EXISTS weather.visual_crossing_0;
DROP TABLE IF EXISTS weather.visual_crossing;

DROP SCHEMA IF EXISTS weather;

END;
