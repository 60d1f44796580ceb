import { expect, test } from 'vitest';

import { checkDocuments } from '../../../../src/energy/documents/check/check-documents.ts';
import { queryFor } from '../../../../src/energy/documents/check/document-report.ts';
import { scratchDatabase } from '../../../database.ts';

const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;

test('names table, key, path and example of each fault once, with the number of its rows', async () => {
  await using database = await scratchDatabase();
  const { client } = database;
  await client.query(`
    CREATE SCHEMA heating;
    CREATE TABLE heating.metadata (
      dataset_id uuid PRIMARY KEY, params jsonb, interventions text[], fabric_cost_breakdown jsonb);
    INSERT INTO heating.metadata
    SELECT format('00000000-0000-4000-8000-%s', lpad(i::text, 12, '0'))::uuid,
           '{"generation_method": "custom"}', '{loft}', '[{"name": "loft", "cost": 1}, {"name": "x", "cost": 1}]'
      FROM generate_series(1, 1200) AS i;
    INSERT INTO heating.metadata VALUES
      ('00000000-0000-7000-8000-000000000000', 'null', NULL, NULL),
      ('00000000-0000-1000-8000-000000000000', NULL, '{}', '[]');`);
  const { findings, rows, skipped } = await checkDocuments(client);
  expect(rows).toBe(1202);
  expect(skipped).toContain('optimisation.site_results');
  expect(skipped).not.toContain('heating.metadata');
  expect(findings).toContainEqual({
    table: 'heating.metadata',
    column: 'fabric_cost_breakdown',
    path: '[].area',
    kind: 'missing',
    severity: 'error',
    message: 'missing, expected "area"',
    count: 1200,
    key: { dataset_id: '00000000-0000-4000-8000-000000000001' },
    example: null,
  });
  const others = findings.filter(({ column }) => column !== 'fabric_cost_breakdown');
  expect(others.map(({ column, kind, example, count }) => ({ column, kind, example, count }))).toEqual([
    { column: 'params', kind: 'wrong type', example: 'null', count: 1 },
    { column: 'interventions', kind: 'missing', example: null, count: 1 },
    { column: 'dataset_id', kind: 'wrong value', example: '"00000000-0000-1000-8000-000000000000"', count: 1 },
    { column: 'params', kind: 'missing', example: null, count: 1 },
  ]);
  const [first] = others;
  const found = first === undefined ? [] : (await client.query(queryFor(first))).rows;
  expect(found).toMatchObject([{ dataset_id: '00000000-0000-7000-8000-000000000000' }]);
});

test('columns that an older schema does not have are skipped', async () => {
  await using database = await scratchDatabase();
  const { client } = database;
  await client.query(`
    CREATE SCHEMA client_info;
    CREATE TABLE client_info.clients (client_id text PRIMARY KEY);
    INSERT INTO client_info.clients VALUES ('Demo');`);
  const { findings, skipped } = await checkDocuments(client);
  expect(skipped).toContain('client_info.clients.name');
  expect(findings).toMatchObject([{ table: 'client_info.clients', column: 'client_id', example: '"Demo"' }]);
});

test('bundles that no service can read are named', async () => {
  await using database = await scratchDatabase();
  const { client } = database;
  await client.query(`
    CREATE SCHEMA client_info;
    CREATE SCHEMA data_bundles;
    CREATE SCHEMA job_queue;
    CREATE TABLE client_info.site_info (site_id text PRIMARY KEY);
    CREATE TABLE data_bundles.metadata (bundle_id uuid PRIMARY KEY, site_id text, start_ts timestamptz, end_ts timestamptz);
    CREATE TABLE data_bundles.dataset_links (bundle_id uuid, dataset_type text, dataset_id uuid);
    CREATE TABLE job_queue.job_status (bundle_id uuid, job_status text);
    INSERT INTO client_info.site_info VALUES ('good'), ('failed'), ('none');
    INSERT INTO data_bundles.metadata VALUES
      ('${id(1)}', 'good', '2024-01-01Z', '2024-01-02Z'),
      ('${id(2)}', 'failed', '2024-01-01Z', '2024-01-01 00:45Z'),
      ('${id(3)}', 'failed', '2024-01-01Z', now() + '1 hour' - (now() - date_trunc('hour', now())));
    INSERT INTO data_bundles.dataset_links VALUES
      ('${id(1)}', 'Weather', '${id(4)}'), ('${id(2)}', 'Weather', '${id(4)}'),
      ('${id(1)}', 'ASHPData', '${id(0)}'), ('${id(2)}', 'ASHPData', '${id(0)}'), ('${id(3)}', 'ASHPData', '${id(5)}');
    INSERT INTO job_queue.job_status VALUES
      ('${id(1)}', 'completed'), ('${id(2)}', 'error'), ('${id(3)}', 'queued');`);
  const { findings } = await checkDocuments(client);
  expect(findings.map(({ message, count, key }) => ({ message, count, key }))).toEqual([
    {
      message: 'the site has no bundle with datasets whose jobs are all completed',
      count: 2,
      key: { site_id: 'failed' },
    },
    { message: 'the bundle ends before it starts, or in the future', count: 1, key: { bundle_id: id(3) } },
    { message: 'the bundle does not span whole half-hours', count: 1, key: { bundle_id: id(2) } },
    { message: 'the dataset has more than one link', count: 1, key: { dataset_id: id(4) } },
    {
      message: `heat pump data other than ${id(0)}`,
      count: 1,
      key: { bundle_id: id(3), dataset_id: id(5) },
    },
  ]);
});
