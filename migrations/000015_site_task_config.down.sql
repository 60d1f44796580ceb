BEGIN;

DROP TABLE IF EXISTS optimisation.site_task_config;

END;
