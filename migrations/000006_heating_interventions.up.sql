-- A client asks what insulation would bring. The costs we quote and the list of what is
-- possible at a site are kept apart: something can be feasible before anybody has priced it.
BEGIN;

CREATE TABLE IF NOT EXISTS heating.interventions (
    site_id text NOT NULL,
    intervention text NOT NULL,
    cost numeric(15,4),
    CONSTRAINT interventions_pkey PRIMARY KEY (site_id, intervention),
    CONSTRAINT interventions_site_id_fkey FOREIGN KEY (site_id) REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.interventions IS
    'What each intervention would cost at each site, as quoted or estimated by us.';
COMMENT ON COLUMN heating.interventions.site_id IS 'The site that the cost is for.';
COMMENT ON COLUMN heating.interventions.intervention IS
    'Name of the intervention, e.g. loft, cladding or double_glazing.';
COMMENT ON COLUMN heating.interventions.cost IS 'Cost of carrying it out, once, GBP; NULL if not priced yet.';

CREATE TABLE IF NOT EXISTS heating.feasible_interventions (
    site_id text,
    intervention_name text NOT NULL,
    CONSTRAINT feasible_interventions_site_id_fkey FOREIGN KEY (site_id)
        REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.feasible_interventions IS
    'Which interventions could be carried out at a site. n of '
    'them make 2^n heating datasets, one for each combination.';
COMMENT ON COLUMN heating.feasible_interventions.site_id IS 'The site where the intervention is possible.';
COMMENT ON COLUMN heating.feasible_interventions.intervention_name IS
    'Name of the intervention, as in heating.interventions.';

END;
