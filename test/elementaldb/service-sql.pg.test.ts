import { fileURLToPath } from 'node:url';

import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { start, type StartedDatabase } from '../../src/databases/start.ts';
import { connect } from '../../src/postgres/connect.ts';

/** Every kind of statement that services written for this schema run, each by the names that they use. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

const DATASET = '018f0000-0000-7000-8000-000000000001';
const OTHER = '018f0000-0000-7000-8000-000000000002';

let migrated: StartedDatabase;
let client: Client;

beforeAll(async () => {
  migrated = await start({ migrations: MIGRATIONS, database: 'elementaldb', clientData: 'none' });
  client = await connect(migrated.url);
  await client.query(`
    INSERT INTO client_info.clients VALUES ('demo', 'Demonstration');
    INSERT INTO client_info.site_info (site_id, client_id) VALUES ('demo_london', 'demo')`);
});

afterAll(async () => {
  await client.end();
  await migrated.stop();
});

beforeEach(() => client.query('BEGIN'));
afterEach(() => client.query('ROLLBACK'));

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]?.count ?? 0;
}

async function copyInto(table: string, columns: string, lines: string): Promise<void> {
  await pipeline(Readable.from([lines]), client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)));
}

test('the key of tariffs is deferred by its name: prices may come before their metadata', async () => {
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  await client.query('SET CONSTRAINTS tariffs.electricity_dataset_id_metadata_fkey DEFERRED');
  await copyInto(
    'tariffs.electricity',
    'dataset_id, start_ts, end_ts, unit_cost',
    `${DATASET}\t2024-01-01Z\t2024-01-01 00:30Z\t27.5\n`,
  );
  await client.query(
    `INSERT INTO tariffs.metadata (dataset_id, site_id, created_at, provider, product_name, tariff_name)
     VALUES ($1, 'demo_london', now(), 'synthetic', 'fixed', 'fixed')`,
    [DATASET],
  );
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  expect(await count('tariffs.electricity')).toBe(1);
});

test.each([
  [
    'weather.visual_crossing',
    '(location, timestamp)',
    `INSERT INTO rows_to_add (location, "timestamp") VALUES ('London', '2024-01-01Z')`,
  ],
  [
    'carbon_intensity.grid_co2_cache',
    '(gsp_code, start_ts)',
    `INSERT INTO rows_to_add (gsp_code, start_ts, end_ts) VALUES ('J', '2024-01-01Z', '2024-01-01 00:30Z')`,
  ],
])('rows of a temporary table like %s are added once', async (table, target, insert) => {
  await client.query(`CREATE TEMPORARY TABLE rows_to_add (LIKE ${table}) ON COMMIT DROP`);
  await client.query(insert);
  const add = `INSERT INTO ${table} SELECT t.* FROM rows_to_add AS t ON CONFLICT ${target} DO NOTHING`;
  expect((await client.query(add)).rowCount).toBe(1);
  expect((await client.query(add)).rowCount).toBe(0);
});

test('a thermal model is stored by position', async () => {
  const { rowCount } = await client.query(
    `INSERT INTO heating.thermal_model VALUES ($1, now(), 'demo_london', '{}', NULL)`,
    [DATASET],
  );
  expect(rowCount).toBe(1);
});

const SPAN = '2024-01-01Z\t2024-01-01 00:30Z';

test.each([
  [
    'heating.metadata',
    'heating.synthesised',
    'dataset_id, start_ts, end_ts, heating, dhw, air_temperature',
    `${SPAN}\t1\t2\t3`,
  ],
  ['renewables.metadata', 'renewables.solar_pv', 'dataset_id, start_ts, end_ts, solar_generation', `${SPAN}\t0.5`],
  ['carbon_intensity.metadata', 'carbon_intensity.grid_co2', 'dataset_id, start_ts, end_ts, forecast', `${SPAN}\t100`],
  ['client_meters.metadata', 'client_meters.gas_meters', 'dataset_id, start_ts, end_ts, consumption_kwh', `${SPAN}\t1`],
  [
    'client_meters.metadata',
    'client_meters.electricity_meters',
    'dataset_id, start_ts, end_ts, consumption_kwh',
    `${SPAN}\t1`,
  ],
  [
    'client_meters.metadata',
    'client_meters.electricity_meters_synthesised',
    'dataset_id, start_ts, end_ts, consumption_kwh',
    `${SPAN}\t1`,
  ],
])('COPY with named columns: metadata %s, series %s', async (metadata, series, columns, values) => {
  const [names, fields] = metadata.startsWith('client_meters') ? [', fuel_type', ", 'elec'"] : ['', ''];
  await client.query(
    `INSERT INTO ${metadata} (dataset_id, site_id, created_at${names}) VALUES ($1, 'demo_london', now()${fields})`,
    [DATASET],
  );
  await copyInto(series, columns, `${DATASET}\t${values}\n`);
  expect(await count(series)).toBe(1);
});

test('COPY of feasible interventions, structures and results', async () => {
  await copyInto('heating.feasible_interventions', 'site_id, intervention_name', 'demo_london\tSecondary Glazing\n');
  await client.query(`INSERT INTO heating.structure_metadata (structure_id, site_id) VALUES ($1, 'demo_london')`, [
    DATASET,
  ]);
  await copyInto(
    'heating.structure_elements',
    'structure_id, element_id, area, area_type',
    `${DATASET}\t1\t2\troof_area\n`,
  );
  await client.query(`INSERT INTO optimisation.task_config (task_id, optimiser_type) VALUES ($1, 'NSGA2')`, [DATASET]);
  await copyInto('optimisation.site_task_config', 'task_id, site_id, site_range', `${DATASET}\tdemo_london\t{}\n`);
  await copyInto(
    'optimisation.task_results',
    'task_id, n_evals, exec_time, completed_at',
    `${DATASET}\t5\t10\t2024-01-01Z\n`,
  );
  await copyInto(
    'optimisation.portfolio_results',
    'task_id, portfolio_id, metric_capex',
    `${DATASET}\t${OTHER}\tInfinity\n`,
  );
  await copyInto('optimisation.site_results', 'portfolio_id, site_id, scenario', `${OTHER}\tdemo_london\t{}\n`);
  expect(await count('optimisation.site_results')).toBe(1);
});

test('JSON null is accepted for hyperparameters and constraints', async () => {
  const { rowCount } = await client.query(
    `INSERT INTO optimisation.task_config (task_id, optimiser_type, optimiser_hyperparameters, portfolio_constraints)
     VALUES ($1, 'NSGA2', 'null', 'null')`,
    [DATASET],
  );
  expect(rowCount).toBe(1);
});

test('replaced rows are updated or deleted', async () => {
  await client.query(`
    INSERT INTO data_bundles.metadata (bundle_id, site_id) VALUES ('${DATASET}', 'demo_london');
    INSERT INTO data_bundles.dataset_links (bundle_id, dataset_type, dataset_id) VALUES ('${DATASET}', 'Weather', '${DATASET}');
    INSERT INTO job_queue.job_status (job_type, job_status, bundle_id) VALUES ('TariffRequest', 'queued', '${DATASET}');
    INSERT INTO heating.feasible_interventions VALUES ('demo_london', 'Secondary Glazing');
    INSERT INTO tariffs.metadata (dataset_id, site_id) VALUES ('${DATASET}', 'demo_london');
    INSERT INTO client_info.site_baselines (baseline_id, site_id) VALUES ('${DATASET}', 'demo_london');
    INSERT INTO optimisation.task_config (task_id, optimiser_type) VALUES ('${DATASET}', 'NSGA2');
    INSERT INTO optimisation.portfolio_results (task_id, portfolio_id) VALUES ('${DATASET}', '${OTHER}');
    INSERT INTO optimisation.curated_results (highlight_id, task_id, portfolio_id, display_name)
    VALUES ('${OTHER}', '${DATASET}', '${OTHER}', 'Return')`);
  for (const statement of [
    `UPDATE data_bundles.dataset_links SET dataset_id = '${OTHER}' WHERE dataset_id = '${DATASET}'`,
    `UPDATE client_info.site_baselines SET tariff_id = '${DATASET}' WHERE baseline_id = '${DATASET}'`,
    `UPDATE job_queue.job_status SET job_status = 'error', detail = 'Stopped', completed_at = now()
      WHERE job_status IN ('queued', 'working')`,
    `DELETE FROM heating.feasible_interventions WHERE site_id = 'demo_london'`,
    `DELETE FROM optimisation.curated_results WHERE highlight_id = '${OTHER}'`,
  ]) {
    expect((await client.query(statement)).rowCount, statement).toBe(1);
  }
});

test('constraints, indexes and partitions have the names that services and their operators know', async () => {
  const { rows } = await client.query<{ name: string }>(`
    SELECT conname::text AS name FROM pg_constraint WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema)'
    UNION ALL
    SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`);
  const names = rows.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'fk_metadata_site_id',
      'fk_heating_thermal_model_site_id',
      'job_config_pkey',
      'results_n_evals_check',
      'heating.heating_metadata_site_id_idx',
      'client_meters.electricity_meters_idx',
      'client_meters.client_meters_electricity_meters_synthesised_dataset_id_idx',
      'job_queue.job_queue_job_status_bundle_id_idx',
      'weather.visual_crossing_loc_timestamp',
      'weather.visual_crossing_part_7',
      'weather.visual_crossing_part_7_location_timestamp_idx',
      'carbon_intensity.carbon_intensity_grid_co2_cache_location_timestamp_idx',
      'carbon_intensity.grid_co2_cache_part_uk',
      'carbon_intensity.grid_co2_cache_part_j_gsp_code_start_ts_idx',
    ]),
  );
  expect(names.filter((name) => /grid_co2_cache_[a-z]+$|visual_crossing_\d|task_config_pkey/.test(name))).toEqual([]);
});

test.each([
  ['Shetland', 60.15, -1.14, true],
  ['Belfast', 54.6, -5.93, true],
  ['London, swapped', -0.13, 51.51, false],
])('coordinates of %s: accepted %s', async (_, latitude, longitude, accepted) => {
  const insert = client.query(
    `INSERT INTO client_info.site_info (site_id, client_id, coordinates) VALUES ('a', 'demo', ($1, $2))`,
    [latitude, longitude],
  );
  const outcome = await insert.then(
    () => true,
    () => false,
  );
  expect(outcome).toBe(accepted);
});
