import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { GOOD, jsonOf, makeSandbox, type Said, type Sandbox } from '../run-cli.ts';

let sandbox: Sandbox;
let dispose: () => Promise<void>;
let url: string;
let folder: string;

beforeAll(async () => {
  ({ sandbox, dispose } = makeSandbox());
  folder = join(sandbox.folder, 'migrations');
  cpSync(GOOD, folder, { recursive: true });
  url = String(jsonOf(await sandbox.run(['start', '--detach', '--json']))['url']);
});

afterAll(() => dispose());

const create = (name: string): Promise<Said> => sandbox.runHere(['migrate', 'create', name, '--from', url]);

const sql = (text: string): Promise<unknown> => withConnection(url, (client) => client.query(text));

const files = (): string[] => readdirSync(folder).toSorted();

test('without a difference nothing is written', async () => {
  const before = files();
  const said = await create('nothing');
  expect(said).toMatchObject({ exitCode: 1, stdout: '' });
  expect(said.stderr).toContain('has nothing that the migrations do not make');
  expect(files()).toEqual(before);
});

test('what was done by hand becomes a pair that verify passes', async () => {
  await sql(
    "CREATE VIEW site_readings AS SELECT site, reading FROM meter; CREATE TYPE fuel AS ENUM ('gas', 'oil');" +
      "ALTER TABLE tariff ADD COLUMN fuel fuel DEFAULT 'gas'; CREATE INDEX by_site ON meter (site)",
  );
  const said = await create('by hand');
  expect(said).toMatchObject({ exitCode: 0 });
  const [up = '', down = ''] = said.stdout.trim().split('\n');
  expect(up).toMatch(/000003_by_hand\.up\.sql$/);
  expect(readFileSync(join(sandbox.folder, up), 'utf8')).toContain(
    'CREATE INDEX IF NOT EXISTS by_site ON public.meter',
  );
  expect(readFileSync(join(sandbox.folder, down), 'utf8')).toContain('DROP TYPE public.fuel;');
  const verified = await sandbox.runHere(['verify', '--only', '3', '--json']);
  expect(jsonOf(verified)).toMatchObject({ summary: { ok: true } });
  expect(await sandbox.runHere(['diff', 'migrations', url])).toMatchObject({ exitCode: 0 });
});

test('what cannot be derived is named, and nothing is written', async () => {
  const before = files();
  await sql(
    'CREATE TABLE parts (a int) PARTITION BY LIST (a); DROP VIEW site_readings; CREATE ROLE stranger;' +
      'CREATE OPERATOR CLASS words FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4)',
  );
  const said = await create('more');
  expect(said).toMatchObject({ exitCode: 1, stdout: '' });
  expect(said.stderr).toContain(
    'the migration cannot be derived: no statement is derived for operator class public.words',
  );
  expect(files()).toEqual(before);
});
