-- An optimisation needs a matching set of every kind of dataset. Naming the set once makes runs
-- repeatable. dataset_id may point into any dataset schema, so it cannot have a foreign key.
BEGIN;

CREATE SCHEMA IF NOT EXISTS data_bundles;

COMMENT ON SCHEMA data_bundles IS 'Matching sets of datasets, from which the optimiser''s input is built.';

CREATE TABLE IF NOT EXISTS data_bundles.metadata (
    bundle_id uuid NOT NULL,
    name text,
    site_id text,
    start_ts timestamptz,
    end_ts timestamptz,
    created_at timestamptz DEFAULT now(),
    CONSTRAINT metadata_pkey PRIMARY KEY (bundle_id),
    CONSTRAINT metadata_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE data_bundles.metadata IS
    'One row per bundle: datasets of one site over one period. All '
    'series of a bundle have the same, non-zero number of steps.';
COMMENT ON COLUMN data_bundles.metadata.bundle_id IS 'Random UUID (v4 or v7) of the bundle.';
COMMENT ON COLUMN data_bundles.metadata.name IS 'Name that the user gave the bundle.';
COMMENT ON COLUMN data_bundles.metadata.site_id IS 'The site that the bundle describes.';
COMMENT ON COLUMN data_bundles.metadata.start_ts IS 'Start of the period covered, included (UTC).';
COMMENT ON COLUMN data_bundles.metadata.end_ts IS 'End of the period covered, excluded (UTC).';
COMMENT ON COLUMN data_bundles.metadata.created_at IS 'When the bundle was asked for (UTC).';

CREATE TABLE IF NOT EXISTS data_bundles.dataset_links (
    bundle_id uuid NOT NULL,
    dataset_type text NOT NULL,
    dataset_subtype text,
    dataset_id uuid NOT NULL,
    dataset_order integer,
    CONSTRAINT dataset_links_bundle_id_fkey FOREIGN KEY (bundle_id)
        REFERENCES data_bundles.metadata (bundle_id)
);

COMMENT ON TABLE data_bundles.dataset_links IS 'Which datasets make up a bundle, and in which role.';
COMMENT ON COLUMN data_bundles.dataset_links.bundle_id IS 'The bundle that the dataset is part of.';
COMMENT ON COLUMN data_bundles.dataset_links.dataset_type IS
    'Kind of dataset, which tells in which schema dataset_id is to be looked up.';
COMMENT ON COLUMN data_bundles.dataset_links.dataset_subtype IS
    'Finer kind as JSON text, e.g. the name of a made-up tariff '
    'or a list of interventions; NULL where the type says it all.';
COMMENT ON COLUMN data_bundles.dataset_links.dataset_id IS
    'The dataset, in the metadata table of the schema that dataset_type tells.';
COMMENT ON COLUMN data_bundles.dataset_links.dataset_order IS
    'Position among the datasets of the same type, from 0, by which scenarios name them: '
    'fabric index for heating (0 = as it stands), tariff index, panel index for renewables.';

END;
