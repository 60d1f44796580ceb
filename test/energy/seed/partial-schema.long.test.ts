import { expect, test } from 'vitest';

import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { SPAN } from './partial-databases.ts';
import { days, seed } from './small-world.ts';

/** Optimisations need twelve months. */
const YEAR = days('2023-01-01', '2024-01-01');

const TOO_SHORT =
  'Not written, because the span has less than twelve months: thermal_model, tasks, results. Choose a later --to for them';

test('datasets that do not fit the schema are left out and reported with a reason and a statement; all others are written', async () => {
  await using database = await scratchDatabase('partial');
  await migrateUp(database.url, { folder: 'migrations' });
  await database.client.query(`
    DROP TABLE carbon_intensity.grid_co2_cache_part_j;
    ALTER TABLE tariffs.electricity DROP COLUMN flat_cost;
    DROP TABLE optimisation.curated_results;
    ALTER TABLE client_meters.metadata RENAME CONSTRAINT fk_metadata_site_id TO other_name;`);
  const world = createWorld({ seed: 7, clients: 1, sites: 1, noise: 'none', demo: true });
  const { leftOut, tables } = await seed(world, database.url, { span: YEAR, workers: 1 });
  expect(leftOut).toEqual([
    {
      reason: `carbon_intensity.grid_co2_cache: no partition for gsp_code = 'J'`,
      statement: `CREATE TABLE "carbon_intensity"."grid_co2_cache_part_j" PARTITION OF carbon_intensity.grid_co2_cache FOR VALUES IN ('J');`,
    },
    {
      reason: 'optimisation.curated_results: no such table',
      statement:
        'CREATE SCHEMA IF NOT EXISTS "optimisation"; CREATE TABLE "optimisation"."curated_results" ("highlight_id" uuid, ' +
        '"task_id" uuid, "portfolio_id" uuid, "submitted_at" timestamptz, "display_name" text);',
    },
    {
      reason: 'tariffs.electricity.flat_cost: no such column',
      statement: 'ALTER TABLE tariffs.electricity ADD COLUMN "flat_cost" double precision;',
    },
  ]);
  expect(tables).toContainEqual({ table: 'carbon_intensity.grid_co2_cache', rows: 14 * 48 * 365 });
  expect(tables).toContainEqual({ table: 'tariffs.electricity', rows: 4 * 48 * 365 });
  for (const { statement } of leftOut) {
    if (statement !== null) {
      await database.client.query(statement);
    }
  }
  const again = await seed(world, database.url, { span: YEAR, workers: 1, ifThere: 'replace' });
  expect(again.leftOut).toEqual([]);
  expect(again.tables).toContainEqual(expect.objectContaining({ table: 'optimisation.curated_results' }));
  expect(again.tables).toContainEqual({ table: 'carbon_intensity.grid_co2_cache', rows: 15 * 48 * 365 });
});

test('a span that ends in the future is said', async () => {
  await using database = await scratchDatabase('future');
  await migrateUp(database.url, { folder: 'migrations' });
  const world = createWorld({ seed: 7, clients: 1, sites: 1, noise: 'none', demo: true });
  const { warnings } = await seed(world, database.url, { span: days('2100-01-01', '2100-01-02'), workers: 1 });
  expect(warnings).toEqual([
    TOO_SHORT,
    'Services refuse the bundles until 2100-01-02, when their span has ended. Choose an earlier --to',
  ]);
  const { warnings: again } = await seed(world, database.url, { span: SPAN, workers: 1, ifThere: 'replace' });
  expect(again).toEqual([TOO_SHORT]);
});

test('tables of datasets that are skipped as a whole are named with the statements that create them, which can be run', async () => {
  await using database = await scratchDatabase('skipped');
  await migrateUp(database.url, { folder: 'migrations' });
  await database.client.query(`
    DROP SCHEMA optimisation, job_queue CASCADE;
    DROP TABLE heating.synthesised, heating.metadata, carbon_intensity.grid_co2_cache, data_bundles.dataset_links;`);
  const world = createWorld({ seed: 7, clients: 1, sites: 1, noise: 'none', demo: true });
  const { leftOut, skipped } = await seed(world, database.url, { span: YEAR, workers: 1 });
  expect(skipped.toSorted()).toEqual([
    'bundles',
    'carbon_cache',
    'cost_models',
    'heating',
    'job_queue',
    'results',
    'tasks',
  ]);
  const created = leftOut.map(({ statement }) => statement ?? '');
  expect(created).toHaveLength(12);
  expect(created.join('\n')).toMatch(
    /"heating"\."metadata" \(.*"params" jsonb, "interventions" text\[\], .*"fabric_cost_total" double/,
  );
  for (const statement of created) {
    await database.client.query(statement);
  }
  const again = await seed(world, database.url, { span: YEAR, workers: 1 });
  expect(again).toMatchObject({ leftOut: [], skipped: [] });
});
