import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { column, sourceDatabase } from '../client-data/source-database.ts';
import { git } from '../git.ts';
import { test } from './run-cli.ts';

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
