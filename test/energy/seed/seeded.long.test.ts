import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { seeded, type SeededOptions } from '../../../src/energy/seed/seeded.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { MIGRATIONS, own } from './seeded-template.ts';

own.startForFile();

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
