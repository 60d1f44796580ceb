import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { apartOf } from '../../../src/databases/testing/open-server.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-files-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function needsItsOwnServer(sql: string): Promise<boolean> {
  writeFileSync(join(folder, '1_a.up.sql'), sql);
  const content = await readContent({ migrations: folder });
  return (await apartOf({ content })) !== '';
}

test.each([
  'CREATE ROLE r',
  'CREATE /* a comment between the words */ USER u',
  'GRANT reader TO writer',
  'DROP OWNED BY r',
  'ALTER SYSTEM SET work_mem = 1',
  'DO $$ BEGIN CREATE ROLE r; END $$',
  "DO $$ BEGIN EXECUTE 'CREATE ROLE ' || current_user || '_reader'; END $$",
  "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)",
])('%s needs a server that no other files use', async (sql) => {
  expect(await needsItsOwnServer(sql)).toBe(true);
});

test.each([
  'CREATE TABLE role (id int)',
  '-- later: create role reader\nSELECT 1',
  "INSERT INTO log (message) VALUES ('create user by hand')",
  "COMMENT ON TABLE t IS 'drop role first'",
  'GRANT SELECT ON t TO PUBLIC',
  'CREATE USER MAPPING FOR CURRENT_USER SERVER s',
])('%s can share a server', async (sql) => {
  expect(await needsItsOwnServer(sql)).toBe(false);
});
