import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import type { Finding } from '../../../src/verify/report/verdict.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** What is found on a down that leaves the row that a function inserts into a table with these columns. */
async function downFindings(columns: string, insert: string, down = 'SELECT 1'): Promise<readonly Finding[]> {
  await using folder = await migrationsFolder({
    '1_registry.up.sql': `CREATE TABLE IF NOT EXISTS registry (${columns});
      CREATE OR REPLACE FUNCTION register(name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${insert}; END $$;`,
    '1_registry.down.sql': 'DROP FUNCTION IF EXISTS register(text); DROP TABLE IF EXISTS registry;',
    '2_use.up.sql': "SELECT register('public.it''s');",
    '2_use.down.sql': down,
  });
  const content = await readContent({ migrations: folder.path });
  const { migrations } = await verifyOn(server, content, { populated: false });
  return migrations.at(-1)?.verdicts.reversible.findings ?? [];
}

const INSERT = 'INSERT INTO registry VALUES (name) ON CONFLICT DO NOTHING';

test('a row that the down leaves is deleted by its key, and the table is not taken for a log', async () => {
  const [found] = await downFindings('name text PRIMARY KEY, at date DEFAULT now()', INSERT);
  expect(found?.fix).toBe('Undo in the down exactly what the up does; add these statements.');
  expect(found?.sql).toEqual(["DELETE FROM public.registry WHERE name = 'public.it''s';"]);
  expect(await downFindings('name text PRIMARY KEY', INSERT, found?.sql[0])).toEqual([]);
});

test('a key that does not stand in the up is not named: it may differ in the next run', async () => {
  const columns = 'n int, name text, PRIMARY KEY (n, name)';
  const [found] = await downFindings(columns, 'INSERT INTO registry VALUES (2, name) ON CONFLICT DO NOTHING');
  expect(found?.sql).toEqual([]);
  expect(found?.fix).toContain('Delete the rows that the up inserts, by their keys.');
});

test('a key that the server generates is not named', async () => {
  const columns = 'id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE';
  const [found] = await downFindings(columns, 'INSERT INTO registry (name) VALUES (name) ON CONFLICT DO NOTHING');
  expect(found?.sql).toEqual([]);
  expect(found?.fix).toContain('Delete the rows that the up inserts, by their keys.');
});
