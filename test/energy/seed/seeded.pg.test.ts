import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { seeded, type SeededOptions } from '../../../src/energy/seed/seeded.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { schemaText } from '../../../src/vitest/schema-matchers.ts';
import { ownServer } from '../../databases/testing/own-server.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url));

const own = ownServer();

/** A hash of the weather that a database begins with. */
async function weatherOf(change: SeededOptions = {}): Promise<unknown> {
  const world = { sites: 1, clients: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['weather'] };
  const template = seeded({ ...world, ...change });
  await using db = await testDatabase({ on: own.server.description, migrations: MIGRATIONS, template });
  const [row] = await db.sql`SELECT count(*)::int AS n, md5(string_agg(w::text, ' ' ORDER BY w::text)) AS hash
                               FROM weather.visual_crossing w`;
  expect(row?.['n']).toBeGreaterThan(0);
  return row?.['hash'];
}

async function templates(): Promise<string[]> {
  return (await own.databases()).filter((name) => name.startsWith('elementaldb_template_'));
}

test('a seeded template is made once, and another for another world', async () => {
  const first = await weatherOf();
  const before = await templates();
  expect(await weatherOf()).toBe(first);
  expect(await templates()).toEqual(before);
  expect(await weatherOf({ seed: 2 })).not.toBe(first);
  expect(await templates()).toHaveLength(before.length + 1);
});

test('what seeding keeps its books in is no part of the schema', async () => {
  const template = seeded({ sites: 1, clients: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['weather'] });
  const on = own.server.description;
  await using migrated = await testDatabase({ on, migrations: MIGRATIONS });
  await using withRows = await testDatabase({ on, migrations: MIGRATIONS, template });
  expect(await withRows.sql`SELECT FROM elementaldb_seed.units`).not.toEqual([]);
  const text = await schemaText(withRows);
  expect(text).toContain('table weather.visual_crossing ');
  expect(text).toBe(await schemaText(migrated));
});

test('what is no day, and a profile that is none, are refused', () => {
  const bad = expect.objectContaining({ code: 'BAD_WORLD' });
  expect(() => seeded({ from: '2024-1-1' })).toThrow(bad);
  expect(() => Reflect.apply(seeded, undefined, [{ profile: 'huge' }])).toThrow(bad);
});
