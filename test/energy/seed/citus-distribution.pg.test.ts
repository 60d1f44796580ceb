import { expect, test } from 'vitest';

import { citusDistribution } from '../../../src/energy/seed/citus-distribution.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import { scratchDatabase } from '../../database.ts';

async function distribution(sql: string): Promise<string[]> {
  await using database = await scratchDatabase('seed');
  await database.client.query(sql);
  const { tables } = await readSchema(database.client);
  return citusDistribution(tables);
}

test('series and metadata are distributed by their dataset, others are reference tables, in the order of their keys', async () => {
  expect(
    await distribution(`
      CREATE TABLE b_sites (site_id text PRIMARY KEY);
      CREATE TABLE c_metadata (dataset_id uuid PRIMARY KEY, site_id text REFERENCES b_sites);
      CREATE TABLE a_series (dataset_id uuid REFERENCES c_metadata, at timestamptz, kwh float8);
      CREATE TABLE weather (at timestamptz, place text, PRIMARY KEY (place, at)) PARTITION BY RANGE (at);
      CREATE TABLE weather_2024 PARTITION OF weather FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');`),
  ).toEqual([
    '-- public.weather stays on the coordinator: it is partitioned by another column.',
    "SELECT create_reference_table('public.b_sites');",
    "SELECT create_distributed_table('public.c_metadata', 'dataset_id');",
    "SELECT create_distributed_table('public.a_series', 'dataset_id', colocate_with => 'public.c_metadata');",
  ]);
});

test('what a table without dataset_id refers to is a reference table, and so is what cannot have a unique key', async () => {
  expect(
    await distribution(`
      CREATE TABLE metadata (dataset_id uuid PRIMARY KEY);
      CREATE TABLE series (dataset_id uuid REFERENCES metadata, kwh float8);
      CREATE TABLE results (result_id uuid PRIMARY KEY, model uuid REFERENCES metadata);
      CREATE TABLE links (bundle uuid, position int, dataset_id uuid, UNIQUE (bundle, position));`),
  ).toEqual([
    "SELECT create_reference_table('public.links');",
    "SELECT create_reference_table('public.metadata');",
    "SELECT create_reference_table('public.results');",
    "SELECT create_distributed_table('public.series', 'dataset_id');",
  ]);
});

test('all tables of the energy database have a place', async () => {
  await using database = await scratchDatabase('seed');
  await migrateUp(database.url, { folder: 'migrations' });
  const { tables } = await readSchema(database.client);
  const statements = citusDistribution(tables);
  expect(statements).toHaveLength(tables.length);
  expect(statements).toContain(
    "SELECT create_distributed_table('client_meters.electricity_meters', 'dataset_id', colocate_with => 'client_meters.metadata');",
  );
  expect(statements).toContain("SELECT create_reference_table('client_info.site_info');");
});
