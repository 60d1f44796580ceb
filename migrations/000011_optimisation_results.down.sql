BEGIN;

DROP TABLE IF EXISTS optimisation.site_results;
DROP TABLE IF EXISTS optimisation.portfolio_results;

END;
