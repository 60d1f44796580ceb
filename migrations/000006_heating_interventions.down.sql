BEGIN;

DROP TABLE IF EXISTS heating.feasible_interventions;
DROP TABLE IF EXISTS heating.interventions;

END;
