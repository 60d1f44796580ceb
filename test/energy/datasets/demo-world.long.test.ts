import { expect, test } from 'vitest';

import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import { seed } from '../../../src/commands/seed.ts';
import { checkDocuments } from '../../../src/energy/documents/check/check-documents.ts';
import { ASHP_DATASET_ID } from '../../../src/energy/documents/dataset-link.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { scratchDatabase } from '../../database.ts';

const SPAN = { from: Date.UTC(2024, 2, 30), to: Date.UTC(2024, 3, 2) };

/** Optimisations need twelve months. */
const YEAR = { from: Date.UTC(2023, 2, 1), to: Date.UTC(2024, 2, 1) };

/** Counts of rows that must be 0. */
const FAULTS = {
  'portfolios that are not the sum of their sites': `
    SELECT count(*)::int AS n FROM optimisation.portfolio_results p JOIN (
      SELECT portfolio_id, sum(metric_capex) AS capex, sum(metric_total_gas_used) AS gas, sum(metric_cost_balance) AS cost,
             sum(metric_baseline_combined_carbon_emissions) AS carbon, bool_and(is_feasible) AS feasible
        FROM optimisation.site_results GROUP BY 1) s USING (portfolio_id)
     WHERE abs(p.metric_capex - capex) > 1e-6 OR abs(p.metric_total_gas_used - gas) > 1e-6 OR abs(p.metric_cost_balance - cost) > 1e-6
        OR abs(p.metric_baseline_combined_carbon_emissions - carbon) > 1e-6 OR (p.is_feasible AND NOT feasible)`,
  'capital costs that are not the sum of their breakdown': `
    SELECT count(*)::int AS n FROM optimisation.site_results r
     WHERE abs(metric_capex - (SELECT coalesce(sum((part->>'cost')::float8), 0)
                                 FROM jsonb_array_elements(scenario_capex_breakdown) part)) > 1e-6`,
  'sites of a task without a result in one of its portfolios': `
    SELECT count(*)::int AS n FROM optimisation.site_task_config c JOIN optimisation.portfolio_results p USING (task_id)
      LEFT JOIN optimisation.site_results r ON r.portfolio_id = p.portfolio_id AND r.site_id = c.site_id WHERE r.site_id IS NULL`,
  'links of bundles to a dataset that is not there': `
    SELECT count(*)::int AS n FROM data_bundles.dataset_links WHERE dataset_id NOT IN (
      SELECT dataset_id FROM client_meters.metadata UNION ALL SELECT dataset_id FROM heating.metadata
      UNION ALL SELECT dataset_id FROM renewables.metadata UNION ALL SELECT dataset_id FROM tariffs.metadata
      UNION ALL SELECT dataset_id FROM carbon_intensity.metadata UNION ALL SELECT baseline_id FROM client_info.site_baselines)
      AND dataset_id <> '${ASHP_DATASET_ID}'`,
  'datasets with more than one link': `
    SELECT count(*)::int AS n FROM (SELECT FROM data_bundles.dataset_links WHERE dataset_type <> 'ASHPData'
      GROUP BY dataset_id HAVING count(*) > 1) d`,
  'sites without a bundle whose jobs are all completed': `
    SELECT count(*)::int AS n FROM client_info.site_info s WHERE NOT EXISTS (
      SELECT FROM data_bundles.metadata b JOIN data_bundles.dataset_links USING (bundle_id)
       WHERE b.site_id = s.site_id AND NOT EXISTS (
         SELECT FROM job_queue.job_status j WHERE j.bundle_id = b.bundle_id AND j.job_status <> 'completed'))`,
  'interventions that no heating dataset has': `
    SELECT count(*)::int AS n FROM heating.feasible_interventions f WHERE NOT EXISTS (
      SELECT FROM heating.metadata m WHERE m.site_id = f.site_id AND f.intervention_name = ANY (m.interventions))`,
  'fabric indices of scenarios that their bundle does not have': `
    SELECT count(*)::int AS n FROM optimisation.site_results r WHERE NOT EXISTS (
      SELECT FROM data_bundles.metadata b JOIN data_bundles.dataset_links l USING (bundle_id)
       WHERE b.site_id = r.site_id AND l.dataset_type = 'HeatingLoad'
         AND l.dataset_order = (r.scenario #>> '{building,fabric_intervention_index}')::int)`,
};

test('the demo has rows in every table of the migrations, and they agree with one another', async () => {
  await using database = await scratchDatabase('demo');
  await migrateUp(database.url, { folder: 'migrations' });
  await seed(createWorld({ seed: 7, clients: 1, sites: 3, noise: 'none', demo: true }), database.url, {
    span: YEAR,
    workers: 1,
  });
  const tables = [...new Set(ALL_DATASETS.flatMap((dataset) => dataset.tables.map((table) => table.join('.'))))];
  const { rows: schema } = await database.client.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN ('client_info', 'client_meters', 'heating', 'renewables', 'tariffs', 'carbon_intensity', 'weather',
                             'data_bundles', 'job_queue', 'optimisation')
        AND table_name !~ '^(visual_crossing|grid_co2_cache)_'`,
  );
  // The migrations themselves fill the regions.
  const filled = [...tables, 'carbon_intensity.gsp_regions'];
  expect(schema.map(({ name }) => name).toSorted()).toEqual(filled.toSorted());
  const empty: string[] = [];
  for (const table of tables) {
    const { rowCount } = await database.client.query(`SELECT FROM ${table} LIMIT 1`);
    if (rowCount === 0) {
      empty.push(table);
    }
  }
  // The demo's sites have no turbine.
  expect(empty).toEqual(['renewables.wind']);
  for (const [fault, sql] of Object.entries(FAULTS)) {
    const { rows } = await database.client.query<{ n: number }>(sql);
    expect({ fault, rows }).toEqual({ fault, rows: [{ n: 0 }] });
  }
  // A site in three has a bundle that was never finished.
  const { rows: statuses } = await database.client.query<{ status: string }>(
    `SELECT DISTINCT job_status AS status FROM job_queue.job_status ORDER BY 1`,
  );
  expect(statuses.map(({ status }) => status)).toEqual(['completed', 'error', 'queued', 'working']);
  expect((await checkDocuments(database.client)).findings).toEqual([]);
  const { rows: lengths } = await database.client.query(`
    SELECT DISTINCT count(*)::int AS n FROM data_bundles.dataset_links l JOIN heating.synthesised s USING (dataset_id) GROUP BY dataset_id
    UNION SELECT DISTINCT count(*)::int FROM data_bundles.dataset_links l JOIN tariffs.electricity s USING (dataset_id) GROUP BY dataset_id
    UNION SELECT DISTINCT 2 * count(*)::int FROM data_bundles.dataset_links l JOIN renewables.solar_pv s USING (dataset_id) GROUP BY dataset_id`);
  expect(lengths).toEqual([{ n: 366 * 48 }]);
});

test('columns of a newer schema have what the models know of a building, where that fits', async () => {
  await using database = await scratchDatabase('newer');
  await migrateUp(database.url, { folder: 'migrations' });
  await database.client.query(`
    CREATE TYPE building AS ENUM ('leisure_centre', 'castle');
    ALTER TABLE client_info.site_info ADD COLUMN floor_area_m2 numeric NOT NULL CHECK (floor_area_m2 > 0),
      ADD COLUMN floor_area int, ADD COLUMN year_built smallint CHECK (year_built > 1500), ADD COLUMN archetype text,
      ADD COLUMN building_type building, ADD COLUMN building_archetype varchar(3)`);
  const world = createWorld({ seed: 7, clients: 1, sites: 12, noise: 'none' });
  await seed(world, database.url, { span: SPAN, datasets: ['baselines'], workers: 1 });
  const { rows } = await database.client.query(`
    SELECT site_id, archetype, building_type::text, floor_area, floor_area_m2::float8, year_built, building_archetype,
           (baseline #>> '{building,floor_area}')::float8 AS of_baseline
      FROM client_info.site_info JOIN client_info.site_baselines USING (site_id) ORDER BY site_id`);
  const expected = Array.from({ length: 12 }, (_, index) => {
    const { id, archetype, floorArea, yearBuilt } = world.site(index);
    return {
      site_id: id,
      archetype,
      building_type: archetype === 'leisure_centre' ? archetype : null,
      floor_area: floorArea,
      floor_area_m2: floorArea,
      year_built: yearBuilt,
      building_archetype: null,
      of_baseline: floorArea,
    };
  });
  expect(rows).toEqual(expected.toSorted((a, b) => (a.site_id < b.site_id ? -1 : 1)));
});
