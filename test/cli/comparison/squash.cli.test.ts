import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { GOOD, makeSandbox, type Said, type Sandbox } from '../run-cli.ts';

let sandbox: Sandbox;
let dispose: () => Promise<void>;

beforeAll(() => {
  ({ sandbox, dispose } = makeSandbox());
  cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
  sandbox.write({
    'migrations/000003_more.up.sql': `BEGIN;
CREATE TABLE IF NOT EXISTS owner (owner_id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text, boss int REFERENCES owner);
ALTER TABLE meter ADD COLUMN IF NOT EXISTS owner_id int REFERENCES owner;
CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.site := upper(new.site); RETURN new; END';
CREATE OR REPLACE TRIGGER stamp BEFORE INSERT ON meter FOR EACH ROW EXECUTE FUNCTION stamp();
INSERT INTO owner (name) SELECT 'it''s me' WHERE NOT EXISTS (SELECT FROM owner);
CREATE TABLE IF NOT EXISTS note (text text, at timestamptz, tags text[]);
INSERT INTO note SELECT 'a', '2026-01-02 03:04:05+00', '{x,"y, z"}' WHERE NOT EXISTS (SELECT FROM note);
END;
`,
    'migrations/000003_more.down.sql': `BEGIN;
DROP TABLE IF EXISTS note; DROP TRIGGER IF EXISTS stamp ON meter; DROP FUNCTION IF EXISTS stamp();
ALTER TABLE meter DROP COLUMN IF EXISTS owner_id; DROP TABLE IF EXISTS owner;
END;
`,
    'migrations/000004_last.up.sql': 'CREATE INDEX IF NOT EXISTS by_site ON meter (site);\n',
    'migrations/000004_last.down.sql': 'DROP INDEX IF EXISTS by_site;\n',
  });
});

afterAll(() => dispose());

const squash = (...args: string[]): Promise<Said> => sandbox.runHere(['migrate', 'squash', ...args]);

test('one pair makes what the pairs before it made, rows included; the rest is copied', async () => {
  const said = await squash('--to', '3', '--out', 'squashed');
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.stderr).toContain('One pair takes the place of 3.');
  expect(readdirSync(join(sandbox.folder, 'squashed')).toSorted()).toEqual([
    '000003_squashed.down.sql',
    '000003_squashed.up.sql',
    '000004_last.down.sql',
    '000004_last.up.sql',
  ]);
  expect(readFileSync(join(sandbox.folder, 'squashed/000003_squashed.up.sql'), 'utf8')).toContain("it''s me");
  expect(await sandbox.runHere(['diff', 'migrations', 'squashed', '--data'])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.runHere(['verify', 'squashed', '--no-populated'])).toMatchObject({ exitCode: 0 });
});

test('a folder that exists, an unknown version and a missing option write nothing', async () => {
  const exists = await squash('--to', '2', '--out', 'migrations');
  expect(exists.exitCode).toBe(1);
  expect(exists.stderr).toContain('migrations exists');
  const unknown = await squash('--to', '9', '--out', 'other');
  expect(unknown.stderr).toContain('no migration has the version 9');
  const missing = await squash('--to', '2');
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
  expect(existsSync(join(sandbox.folder, 'other'))).toBe(false);
});

test('a prelude is refused, since its objects would be taken over', async () => {
  sandbox.write({ 'prelude.sql': 'CREATE TABLE given (a int);' });
  const said = await sandbox.runHere(['migrate', 'squash', '--to', '2', '--out', 'other'], {
    env: { ELEMENTALDB_PRELUDE: 'prelude.sql' },
  });
  expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is a prelude') });
});

test('what no statement is derived for is named, and nothing is written', async () => {
  sandbox.write({
    'migrations/000005_words.up.sql':
      'CREATE OPERATOR CLASS words FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4);\n',
    'migrations/000005_words.down.sql': 'DROP OPERATOR FAMILY words USING btree;\n',
  });
  const said = await squash('--to', '5', '--out', 'other');
  expect(said.exitCode).toBe(1);
  expect(said.stderr).toContain('no statement is derived for operator class public.words');
  expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('other'))).toEqual([]);
});
