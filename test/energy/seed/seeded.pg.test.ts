import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test, vi } from 'vitest';

import { seeded, type SeededOptions } from '../../../src/energy/seed/seeded.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
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

test('a seeded template is built on a machine that has no server and nothing in its cache', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-cold-'));
  // As root, the server runs as another user, who has to read the programs in the cache.
  chmodSync(folder, 0o755);
  const state = process.env['ELEMENTALDB_STATE'];
  vi.stubEnv('ELEMENTALDB_CACHE', join(folder, 'cache'));
  vi.stubEnv('ELEMENTALDB_STATE', join(folder, 'state'));
  try {
    const template = seeded({ sites: 1, clients: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['weather'] });
    await using db = await testDatabase({ migrations: MIGRATIONS, template });
    expect(await db.sql`SELECT count(*)::int AS n FROM weather.metadata`).toEqual([{ n: 1 }]);
  } finally {
    await closeTestDatabases();
    vi.stubEnv('ELEMENTALDB_CACHE', undefined);
    vi.stubEnv('ELEMENTALDB_STATE', state);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the tables that record what is seeded are not part of the schema', async () => {
  const template = seeded({ sites: 1, clients: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['weather'] });
  const on = own.server.description;
  await using migrated = await testDatabase({ on, migrations: MIGRATIONS });
  await using withRows = await testDatabase({ on, migrations: MIGRATIONS, template });
  expect(await withRows.sql`SELECT FROM elementaldb_seed.units`).not.toEqual([]);
  const text = await schemaText(withRows);
  expect(text).toContain('table weather.visual_crossing ');
  expect(text).toBe(await schemaText(migrated));
});

test('an invalid day and an unknown profile are refused', () => {
  const bad = expect.objectContaining({ code: 'INVALID_OPTION' });
  expect(() => seeded({ from: '2024-1-1' })).toThrow(bad);
  expect(() => Reflect.apply(seeded, undefined, [{ profile: 'huge' }])).toThrow(bad);
});
