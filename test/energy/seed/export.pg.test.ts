import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { to as copyTo } from 'pg-copy-streams';
import type { Client } from 'pg';
import { expect, test } from 'vitest';

import { exportWorld } from '../../../src/energy/seed/export-world.ts';
import { FAULTS } from '../../../src/energy/datasets/meters/fault-batches.ts';
import { TABLE_COLUMNS } from '../../../src/energy/tables/table-columns.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { filesBelow, testFolder } from './exported.ts';
import { MIGRATIONS, own } from './seeded-template.ts';
import { days, seed } from './small-world.ts';

own.startForFile();

const WORLD = createWorld({ seed: 20_31, clients: 1, sites: 2, noise: 'realistic' });
const SPAN = days('2023-12-30', '2024-01-02');

/** Tables of the schema that no dataset fills. */
const NOT_FILLED = new Set(['carbon_intensity.gsp_regions', 'public.schema_migrations']);

async function copied(client: Client, query: string): Promise<string> {
  let text = '';
  for await (const chunk of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT csv, HEADER)`))) {
    text += String(chunk);
  }
  return text;
}

function lines(text: string): string[] {
  return text.split('\n').toSorted();
}

test('exported CSV is byte for byte what COPY gives of a seeded database', async () => {
  await using database = await scratchDatabase('export');
  using folder = testFolder();
  const { client } = database;
  await migrateUp(database.url, { folder: MIGRATIONS });
  const seeded = await seed(WORLD, database.url, { span: SPAN, workers: 1 });
  const report = await exportWorld(WORLD, folder.path, { span: SPAN, format: 'csv', workers: 1 });
  expect(report.tables.map(({ table, rows }) => ({ table, rows }))).toEqual(seeded.tables);
  await client.query(`SET TimeZone = 'UTC'`);

  const files = filesBelow(folder.path).filter((file) => file.endsWith('.csv'));
  for (const { table } of report.tables) {
    const texts = files
      .filter((file) => file.startsWith(`${table}/`))
      .map((file) => readFileSync(join(folder.path, file), 'utf8'));
    const [header = ''] = texts[0]?.split('\n') ?? [];
    const ours = [
      header,
      ...texts.flatMap((text) =>
        text
          .slice(header.length + 1)
          .split('\n')
          .slice(0, -1),
      ),
      '',
    ].toSorted();
    const theirs = lines(await copied(client, `SELECT * FROM ${table}`));
    const isFilledByMigrations = theirs.length > ours.length;
    expect({ table, lines: isFilledByMigrations ? theirs.filter((line) => ours.includes(line)) : theirs }).toEqual({
      table,
      lines: ours,
    });
  }

  const series = files.filter((file) =>
    /^(client_meters\.electricity_meters|renewables\.solar_pv|weather\.visual_crossing)\//.test(file),
  );
  expect(series.length).toBeGreaterThan(6);
  for (const file of series) {
    const text = readFileSync(join(folder.path, file), 'utf8');
    const [, table = '', year = ''] = /^([^/]+)\/.*year=(\d+)/.exec(file) ?? [];
    const [head = '', ...rows] = text.trimEnd().split('\n');
    const at = head.split(',').indexOf('dataset_id');
    const ids = [...new Set(rows.map((row) => row.split(',')[at]))];
    const time = table.startsWith('weather') ? 'timestamp' : 'start_ts';
    const query = `SELECT * FROM ${table} WHERE dataset_id IN (${ids.map((id) => `'${id}'`).join(', ')}) AND extract(year FROM ${time}) = ${year}
      ORDER BY array_position(ARRAY['${ids.join("', '")}']::uuid[], dataset_id), ${time}`;
    expect(text).toBe(await copied(client, query));
  }
});

test('the tables that files have are those of the migrations', async () => {
  await using database = await scratchDatabase('export');
  await migrateUp(database.url, { folder: MIGRATIONS });
  await database.client.query(`CREATE SCHEMA elementaldb_seed; ${FAULTS.create}`);
  const { rows } = await database.client.query<{ table: string; columns: string[] }>(`
    SELECT n.nspname || '.' || c.relname AS "table",
           array_agg(a.attname || ' ' || CASE WHEN t.typtype = 'e' THEN 'text' WHEN t.typtype = 'c' THEN t.typname
             ELSE replace(CASE WHEN t.typname = '_text' THEN 'text[]' ELSE t.typname END, 'numeric', format_type(a.atttypid, a.atttypmod)) END ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     GROUP BY 1`);
  const ours = [...TABLE_COLUMNS].map(([table, columns]) => ({
    table,
    columns: columns.map(({ name, type, typeName }) => `${name} ${type.kind === 'composite' ? 'latlon' : typeName}`),
  }));
  expect(ours.toSorted(byName)).toEqual(rows.filter(({ table }) => !NOT_FILLED.has(table)).toSorted(byName));
});

function byName(a: { table: string }, b: { table: string }): number {
  return a.table < b.table ? -1 : 1;
}
