import { expect, test } from 'vitest';

import { isObject } from '../../../src/support/json.ts';
import { scratchDatabase } from '../../database.ts';
import { load, one } from '../../migrations/client-data/loaded-files.ts';
import { planAndDump, planOnly } from './dumped.ts';

const TABLES = `CREATE TABLE sites (site_id text PRIMARY KEY);
  CREATE TABLE results (site_id text REFERENCES sites, j jsonb, t text, a jsonb[]);`;

/** What a result holds of two sites: one with a name of its own, one that is a common word. */
function document(farm: string, demo: string): Record<string, unknown> {
  return {
    sites: [demo, farm],
    by_site: { [demo]: { kw: 1 }, [farm]: { kw: 2 } },
    deep: { lists: [[{ site: farm, sites: { main: demo } }]] },
    path: `data/${farm}/${farm}.csv`,
    json: JSON.stringify({ site_id: demo, other: [farm] }),
    compare: `${farm} vs stanwick`,
    scenario: `${farm}__baseline`,
    mode: demo,
  };
}

test('keys that are words are renamed at every path of JSON: values, keys, arrays, paths of files, JSON in text', async () => {
  await using database = await scratchDatabase('json');
  await database.client.query(`${TABLES} INSERT INTO sites VALUES ('north_farm'), ('demo'), ('stanwick')`);
  const json = JSON.stringify(document('north_farm', 'demo'));
  await database.client.query('INSERT INTO results VALUES ($1, $2::text::jsonb, $2, ARRAY[$2::text::jsonb])', [
    'north_farm',
    json,
  ]);
  // The reviewer keeps what no rule knows; known values in it are replaced all the same.
  const columns: Record<string, Record<string, string>> = {};
  for (const { column, path, rule } of (await planOnly(database.client)).entries) {
    if (path !== undefined) {
      columns[column] = { ...columns[column], [path]: rule === 'undecided' ? 'keep' : rule };
    }
  }
  const { text } = await planAndDump(database.client, {
    configuration: { columns: { 'public.sites.site_id': 'key', ...columns } },
  });
  expect(text).not.toMatch(/north_farm|stanwick|\bdemo\b/);
  await using copy = await scratchDatabase('copy');
  await copy.client.query(TABLES);
  await load(copy, text);
  const farm = String(await one(copy, 'SELECT site_id FROM results'));
  const written = await one(copy, 'SELECT j FROM results');
  const { sites } = isObject(written) ? written : {};
  const demo = String(Array.isArray(sites) ? sites[0] : undefined);
  expect(await one(copy, `SELECT count(*)::int FROM sites WHERE site_id IN ('${farm}', '${demo}')`)).toBe(2);
  const other = await one(copy, `SELECT site_id FROM sites WHERE site_id NOT IN ('${farm}', '${demo}')`);
  expect(written).toEqual({ ...document(farm, demo), compare: `${farm} vs ${String(other)}` });
  expect(await one(copy, 'SELECT t::jsonb = j AND a[1] = j FROM results')).toBe(true);
});
