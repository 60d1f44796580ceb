BEGIN;

DROP TABLE IF EXISTS optimisation.task_results;
DROP TABLE IF EXISTS optimisation.task_config;

DROP SCHEMA IF EXISTS optimisation;

END;
