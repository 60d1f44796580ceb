BEGIN;

DROP TABLE IF EXISTS data_bundles.dataset_links;
DROP TABLE IF EXISTS data_bundles.metadata;

DROP SCHEMA IF EXISTS data_bundles;

END;
