import { expect, test } from 'vitest';

import { checkDocuments } from '../../../../src/energy/documents/check/check-documents.ts';
import { queryFor } from '../../../../src/energy/documents/check/document-report.ts';
import { scratchDatabase } from '../../../database.ts';

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
  // Read by a rule of series only.
  expect(skipped).toContain('heating.synthesised');
  expect(new Set(skipped).size).toBe(skipped.length);
  expect(findings).toMatchObject([{ table: 'client_info.clients', column: 'client_id', example: '"Demo"' }]);
});

test('a check that the schema or the role does not allow is reported with the reason, and the others run', async () => {
  await using database = await scratchDatabase();
  const { client, name: role } = database;
  await client.query(`
    CREATE ROLE ${role};
    CREATE SCHEMA client_info;
    CREATE SCHEMA weather;
    CREATE SCHEMA carbon_intensity;
    CREATE SCHEMA heating;
    CREATE SCHEMA tariffs;
    CREATE TABLE client_info.clients (client_id text PRIMARY KEY, name text);
    CREATE TABLE client_info.site_info (site_id text PRIMARY KEY);
    CREATE TABLE weather.visual_crossing (location text, "timestamp" timestamptz, humidity int);
    CREATE TABLE carbon_intensity.grid_co2 (dataset_id uuid, start_ts timestamptz, forecast text, actual float8);
    CREATE TABLE heating.synthesised (start_ts timestamptz, heating float8);
    CREATE TABLE tariffs.electricity (dataset_id uuid, start_ts timestamptz, unit_cost float8);
    INSERT INTO client_info.clients VALUES ('Demo', 'Demo');
    INSERT INTO tariffs.electricity (unit_cost) VALUES (NULL);
    GRANT USAGE ON SCHEMA client_info, weather, heating, carbon_intensity TO ${role};
    GRANT SELECT ON client_info.clients, weather.visual_crossing, heating.synthesised,
      carbon_intensity.grid_co2 TO ${role};
    SET ROLE ${role}`);
  try {
    const { findings, failedChecks } = await checkDocuments(client);
    expect(failedChecks).toEqual(
      expect.arrayContaining([
        { table: 'client_info.site_info', reason: 'permission denied for table site_info' },
        { table: 'heating.synthesised', reason: 'column "dataset_id" does not exist' },
        { table: 'tariffs.electricity', reason: 'permission denied for schema tariffs' },
      ]),
    );
    expect(failedChecks).toContainEqual({
      table: 'carbon_intensity.grid_co2',
      reason: expect.stringContaining('text'),
    });
    expect(findings).toMatchObject([{ table: 'client_info.clients', column: 'client_id', example: '"Demo"' }]);
    await client.query('RESET ROLE');
    expect((await checkDocuments(client)).findings).toContainEqual(
      expect.objectContaining({ table: 'tariffs.electricity', column: 'unit_cost', count: 1 }),
    );
  } finally {
    await client.query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
