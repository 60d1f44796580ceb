import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { collectPage } from '../../../src/page/collect/collect-page.ts';
import { PAGE_MODEL, type PageModel } from '../../../src/page/model.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { migrationsFolder, type MigrationsFolder } from '../../migrations/migrations-folder.ts';

const OURS = fileURLToPath(new URL('../../../migrations', import.meta.url));

let folder: MigrationsFolder;
let database: ScratchDatabase;

const DATASET = '00000000-0000-4000-8000-000000000001';

beforeAll(async () => {
  folder = await migrationsFolder({ '000004_later.up.sql': 'CREATE TABLE later (n int);' });
  for (const name of readdirSync(OURS).filter((each) => /^00000[1-3]_/.test(each))) {
    copyFileSync(join(OURS, name), join(folder.path, name));
  }
  database = await scratchDatabase('report');
  await migrateUp(database.url, { folder: folder.path, limit: 3 });
  await database.client.query(`
    INSERT INTO client_info.clients VALUES ('demo', 'Secret Ltd.');
    INSERT INTO client_info.site_info (site_id, name, client_id) VALUES ('demo_a', 'Secret House', 'demo');
    INSERT INTO client_meters.metadata (dataset_id, site_id, fuel_type) VALUES ('${DATASET}', 'demo_a', 'elec');
    INSERT INTO client_meters.electricity_meters (dataset_id, start_ts, end_ts, consumption_kwh)
      SELECT '${DATASET}', t, t + interval '30 min', extract(hour FROM t)
      FROM generate_series('2024-01-01Z'::timestamptz, '2024-01-31 23:30Z', interval '30 min') t
      WHERE t < '2024-01-10Z' OR t >= '2024-01-12Z';
    CREATE SCHEMA elementaldb_seed; CREATE TABLE elementaldb_seed.units (n int);
    CREATE TABLE readings (place text, at timestamptz, v float8, PRIMARY KEY (place, at));
    INSERT INTO readings VALUES ('Secret Street', '2024-01-01Z', 'NaN'), ('Secret Street', '2024-01-02Z', 2),
      ('Other Street', 'infinity', 1), ('Other Street', '2024-03-01Z', 3);
    CREATE TABLE readings_notes (created_at timestamptz);
    INSERT INTO readings_notes SELECT '2024-01-01Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 20) n WHERE n <> 9;
    CREATE TABLE readings_half (interval_end timestamptz PRIMARY KEY);
    INSERT INTO readings_half SELECT created_at FROM readings_notes;
    CREATE TABLE readings_visits (at timestamptz);
    INSERT INTO readings_visits SELECT created_at FROM readings_notes;
    CREATE TABLE readings_log (at timestamptz PRIMARY KEY);
    INSERT INTO readings_log SELECT '2024-01-01Z'::timestamptz + n * n * interval '1 hour' FROM generate_series(1, 20) n;
    ALTER TABLE client_info.clients ADD COLUMN extra int;`);
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function collect(showPersonalData: boolean): Promise<PageModel> {
  const comparison = {
    scratch: {},
    snapshotUrl: () => Promise.reject(new Error('no snapshot is compared')),
    rows: false,
    ignore: ['public.readings*'],
  };
  const options = {
    verify: { migrations: folder.path },
    lint: {},
    verdicts: false,
    database: { url: database.url, showPersonalData, comparison },
  };
  return collectPage(options, () => undefined);
}

test('the page has the rows, spans, gaps and drift of a database, and no names', async () => {
  const model = await collect(false);
  expect(v.safeParse(PAGE_MODEL, model).issues).toBeUndefined();
  const { data, production, notes } = model;
  expect(notes.filter((note) => note.includes('sampled'))).toEqual([]);
  expect(data?.tables).toContainEqual({
    name: 'client_meters.electricity_meters',
    rows: 29 * 48,
    exact: true,
    bytes: expect.any(Number),
  });
  expect(data?.tables.filter(({ name }) => /schema_migrations|elementaldb_seed/.test(name))).toEqual([]);
  const meter = data?.series.find(({ table }) => table === 'client_meters.electricity_meters');
  expect(meter).toMatchObject({
    label: `client_meters.electricity_meters ${DATASET}`,
    column: 'start_ts',
    from: '2024-01-01T00:00:00Z',
    to: '2024-01-31T23:30:00Z',
    rows: 29 * 48,
    gaps: [{ from: '2024-01-10T00:00:00Z', to: '2024-01-12T00:00:00Z', missing: 96 }],
    gapCount: 1,
    missing: 96,
    unit: 'kWh',
  });
  const points = meter?.points ?? [];
  expect(points.length).toBeGreaterThan(350);
  expect(points.length).toBeLessThanOrEqual(400);
  expect(points.every(([, value]) => value >= 0 && value <= 23)).toBe(true);

  expect(data?.series.find(({ table }) => table === 'public.readings_half')?.missing).toBe(1);
  // Between events nothing is missing: their steps differ, or the time is that of a creation, or in no key.
  expect(
    data?.series
      .filter(({ table }) => /readings_(?:log|notes|visits)/.test(table))
      .map(({ rows, gaps }) => [rows, gaps]),
  ).toEqual([
    [20, []],
    [19, []],
    [19, []],
  ]);
  const others = data?.series.filter(({ table }) => table === 'public.readings') ?? [];
  expect(others.map(({ label, rows, points: drawn }) => [label, rows, drawn])).toEqual([
    ['public.readings #1', 2, [['2024-01-02T00:00:00Z', 2]]],
    ['public.readings #2', 1, [['2024-03-01T00:00:00Z', 3]]],
  ]);
  expect(data?.tree).toEqual([
    {
      label: 'demo',
      kind: 'client',
      detail: '1 site',
      children: [
        {
          label: 'demo_a',
          kind: 'site',
          detail: '1 dataset',
          children: [{ label: DATASET, kind: 'dataset', detail: 'client_meters', children: [] }],
        },
      ],
    },
  ]);
  expect(production).toMatchObject({ version: '3', dirty: false, pending: ['4'] });
  expect(production?.drift).toEqual([
    {
      object: 'column client_info.clients.extra',
      change: 'added',
      lines: [expect.stringContaining('client_info.clients.extra')],
      file: null,
      line: null,
    },
  ]);
  expect(JSON.stringify({ data, production })).not.toMatch(/Secret|Street/);
});

test('names are shown where they are asked for, and a password never is', async () => {
  const model = await collect(true);
  expect(model.data?.tree[0]?.detail).toBe('Secret Ltd., 1 site');
  expect(model.data?.series.map(({ label }) => label)).toContain('public.readings Secret Street');
  const { password } = new URL(database.url);
  expect(JSON.stringify(model)).not.toContain(password === '' ? '\0' : password);
});

test('a dirty database is not compared, and says why', async () => {
  await database.client.query('UPDATE schema_migrations SET dirty = true');
  const { production } = await collect(false);
  await database.client.query('UPDATE schema_migrations SET dirty = false');
  expect(production).toMatchObject({
    version: '3',
    dirty: true,
    drift: null,
    notes: [expect.stringContaining('failed half-way')],
  });
});
