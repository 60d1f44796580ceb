import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';
import { describe, expect } from 'vitest';

import { CHECK_JSON, DUMP_JSON, LOAD_JSON } from '../../src/report/client-data/client-data-json.ts';
import { column, sourceDatabase } from '../client-data/source-database.ts';
import { git } from '../git.ts';
import { jsonOf, test } from './run-cli.ts';

describe('client-data load', () => {
  test('loads into tables with rows, and on another version, only when asked to', async ({ sandbox }) => {
    await using source = await sourceDatabase('CREATE TABLE t (id int PRIMARY KEY);', 'INSERT INTO t VALUES (1)');
    const { file } = await source.dump();
    await using target = await source.migrated();
    await target.client.query('INSERT INTO t VALUES (2); UPDATE schema_migrations SET version = 2');
    const load = (...args: string[]): ReturnType<typeof sandbox.runHere> =>
      sandbox.runHere(['client-data', 'load', file, '--database-url', target.url, ...args]);
    const otherVersion = await load();
    expect(otherVersion).toMatchObject({ exitCode: 1, stdout: '' });
    expect(otherVersion.stderr).toContain('it is for version 1, the database is at version 2\nfix: ');
    const otherRows = await load('--any-version');
    expect(otherRows).toMatchObject({ exitCode: 1, stdout: '' });
    expect(otherRows.stderr).toContain('has rows in public.t\nfix: ');
    expect(await column(target, 'SELECT id FROM t')).toEqual(['2']);
    const loaded = await load('--any-version', '--beside-rows');
    expect(loaded).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Loaded 1 rows') });
    expect(await column(target, 'SELECT id FROM t ORDER BY id')).toEqual(['1', '2']);
  });
});

describe('--json', () => {
  test('of dump, load and check fits the schemas of docs/', async ({ sandbox }) => {
    await using source = await sourceDatabase('CREATE TABLE t (id int PRIMARY KEY);', 'INSERT INTO t VALUES (1), (2)');
    const migrations = ['--migrations', source.folder.path];
    const asJson = async (...args: string[]): Promise<Record<string, unknown>> =>
      jsonOf(await sandbox.runHere(['client-data', ...args, '--json']));
    const dumped = await asJson(
      'dump',
      '--database-url',
      source.database.url,
      '--no-anonymize',
      '--out',
      't.sql',
      ...migrations,
    );
    const [table] = v.parse(DUMP_JSON, dumped).tables;
    expect(table).toEqual({ table: 'public.t', rows: 2, fromMigrations: 0, updated: 0, missing: 0, deleted: 0 });
    await using target = await source.migrated();
    expect(v.parse(LOAD_JSON, await asJson('load', 't.sql', '--database-url', target.url)).rows).toBe(2);
    expect(v.parse(CHECK_JSON, await asJson('check', 't.sql', ...migrations))).toMatchObject({ ok: true, head: '1' });
    sandbox.write({ 'u.sql': 'INSERT INTO nowhere VALUES (1);\n' });
    const broken = v.parse(CHECK_JSON, await asJson('check', 'u.sql', ...migrations));
    expect(broken).toMatchObject({ ok: false, lastVersion: null, reason: expect.stringContaining('nowhere') });
  });
});

describe('client-data dump', () => {
  test('refuses a key file that git tracks, before it connects', async ({ sandbox }) => {
    sandbox.write({ 'key.txt': '0123456789abcdef' });
    chmodSync(join(sandbox.folder, 'key.txt'), 0o600);
    git(sandbox.folder, 'init', '-q');
    git(sandbox.folder, 'add', 'key.txt');
    const url = 'postgres://localhost:1/none';
    const said = await sandbox.runHere(['client-data', 'dump', '--database-url', url, '--key-file', 'key.txt']);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain('git tracks the key file key.txt');
    expect(said.stderr).toContain('git rm --cached key.txt');
  });
});
