-- The optimiser weighs insulation against heat pumps, so a heating dataset must
-- carry its own cost and peak load. No default: for older datasets neither is known,
-- and zero would make insulation free. Surveyed costs come to a fraction of a penny.
BEGIN;

CREATE TABLE IF NOT EXISTS heating.fabric_interventions (
    site_id text NOT NULL,
    intervention text NOT NULL,
    cost numeric(15,6),
    CONSTRAINT fabric_interventions_pkey PRIMARY KEY (site_id, intervention),
    CONSTRAINT fabric_interventions_site_id_fkey FOREIGN KEY (site_id)
        REFERENCES client_info.site_info (site_id)
);

COMMENT ON TABLE heating.fabric_interventions IS
    'What each intervention would cost at each site, as computed from the areas of its structure.';
COMMENT ON COLUMN heating.fabric_interventions.site_id IS 'The site that the cost is for.';
COMMENT ON COLUMN heating.fabric_interventions.intervention IS
    'Name of the intervention, as in heating.feasible_interventions.';
COMMENT ON COLUMN heating.fabric_interventions.cost IS
    'Cost of carrying it out, once, GBP; NULL if it cannot be computed.';

ALTER TABLE heating.metadata
    ADD COLUMN IF NOT EXISTS peak_hload double precision,
    ADD COLUMN IF NOT EXISTS fabric_cost_total double precision,
    ADD COLUMN IF NOT EXISTS fabric_cost_breakdown jsonb;

COMMENT ON COLUMN heating.metadata.peak_hload IS
    'Peak heat load of the building with the interventions, kW '
    'thermal, which heat sources are sized by; NULL if not computed.';
COMMENT ON COLUMN heating.metadata.fabric_cost_total IS
    'Cost of all the interventions together, GBP; NULL if not priced.';
COMMENT ON COLUMN heating.metadata.fabric_cost_breakdown IS
    'What that cost is made of, in the shape of optimisation.site_results.scenario_capex_breakdown.';

END;
