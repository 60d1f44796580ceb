import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

/** What `docker/migrate.sh` refuses before it makes a cluster; the tests of images show what it makes. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-migrate-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The refusal of a folder with this file. */
function refusal(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  const { status, stderr } = spawnSync('sh', ['docker/migrate.sh', folder, join(folder, 'data.tar')], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  return stderr;
}

test.each([
  ['999999_client_data.up.sql', 'CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);'],
  ['0999999_client_data.up.sql', 'INSERT INTO a VALUES (1);'],
  ['999999_rows.up.sql', 'SET client_encoding = 1;\nWITH b AS (SELECT 1)\nINSERT INTO a SELECT * FROM b;'],
  ['999999_rows.up.sql', 'COPY a (n) FROM stdin;\n1\n\\.\n'],
  [
    '999999_rows.up.sql',
    'ALTER TABLE ONLY s.a DISABLE TRIGGER ALL;\nINSERT INTO a VALUES (1);\nALTER TABLE s.a ENABLE TRIGGER ALL;',
  ],
])('client data is no migration: %s, %s', (name, text) => {
  expect(refusal(name, text)).toContain('There is no migration');
});

test.each([
  'CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);',
  `INSERT INTO a VALUES ('at the back; do not ring');`,
  'COPY a (n) FROM stdin;\n1\n\\.\nALTER TABLE a DISABLE TRIGGER ALL; DROP TABLE b;',
  'ALTER TABLE a ADD n int; ALTER TABLE a DISABLE TRIGGER ALL;\nINSERT INTO a VALUES (1);',
])('a file that adds rows and seems to do more is refused, not applied: %s', (text) => {
  expect(refusal('999999_export.up.sql', text)).toMatch(/^999999_export\.up\.sql adds rows and seems to do more/);
});

test.each([
  ['0', 'INSERT INTO a VALUES (1);'],
  ['000000', 'INSERT INTO a VALUES (1);'],
  ['000034', 'INSERT INTO a VALUES (1);'],
  ['999999', 'ALTER TABLE a ADD n int;'],
])('other files are migrations, of whatever version: %s', (version, text) => {
  writeFileSync(join(folder, `${version}_first.up.sql`), text);
  expect(refusal(`0${version}_second.up.sql`, text)).toContain(`Two migrations have the version ${Number(version)}.`);
});
