import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cacheFolder } from '../../../src/support/folders.ts';
import { useOwnState } from '../../own-state.ts';
import { sourceDatabase } from '../source-database.ts';

useOwnState();

/** No other test has a table of this name. */
const TABLE = `kept_${Date.now()}`;

/** The files with rows of a table, among those of other tests. */
function filesWith(table: string): string[] {
  const folder = join(cacheFolder(), 'migrated-rows');
  const files = readdirSync(folder).map((name) => join(folder, name));
  return files.filter((file) => readFileSync(file, 'utf8').includes(`public.${table}"`));
}

test('the rows of the migrations are kept for the next dump; a damaged file is made again', async () => {
  const create = `CREATE TABLE ${TABLE} (code int PRIMARY KEY, name text);`;
  await using source = await sourceDatabase(
    `${create} INSERT INTO ${TABLE} VALUES (1, 'North'), (2, 'South');`,
    `INSERT INTO ${TABLE} VALUES (3, 'East')`,
  );
  const first = await source.dump();
  const [file = ''] = filesWith(TABLE);
  const kept = readFileSync(file, 'utf8');
  expect(JSON.parse(kept)).toEqual([[`public.${TABLE}`, ['1\tNorth', '2\tSouth']]]);
  // What is kept decides what the file has.
  writeFileSync(file, JSON.stringify([[`public.${TABLE}`, ['1\tNorth']]]));
  expect((await source.dump()).report.rows).toBe(2);
  writeFileSync(file, '[["public.kept');
  expect((await source.dump()).text).toBe(first.text);
  expect(readFileSync(file, 'utf8')).toBe(kept);
  // Another migration is another key.
  await source.folder.write({ '000001_schema.up.sql': create });
  expect((await source.dump()).report.rows).toBe(3);
});

test('rows that may differ on another day are not kept', async () => {
  const name = `${TABLE}_today`;
  await using source = await sourceDatabase(
    `CREATE TABLE ${name} (code int PRIMARY KEY, day date); INSERT INTO ${name} VALUES (1, CURRENT_DATE);`,
    'SELECT 1',
  );
  expect((await source.dump()).report.rows).toBe(0);
  expect(filesWith(name)).toEqual([]);
});
