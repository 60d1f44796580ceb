BEGIN;

DROP TABLE IF EXISTS optimisation.curated_results;

END;
