import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { guardFromGit } from '../../../src/client-data/git/git-guard.ts';
import { git } from '../../git.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';

test('outside a repository every file is allowed', async () => {
  await using folder = await migrationsFolder();
  expect(await guardFromGit(join(folder.path, 'data.sql'), { writeIgnore: false })).toEqual([]);
});

test('a file that git would add is refused until it is ignored, and one that git tracks always', async () => {
  await using folder = await migrationsFolder({ '.dockerignore': 'node_modules' });
  git(folder.path, 'init', '-q');
  mkdirSync(join(folder.path, 'migrations'));
  const file = join(folder.path, 'migrations', '999999_client_data.up.sql');
  await expect(guardFromGit(file, { writeIgnore: false })).rejects.toMatchObject({ code: 'CLIENT_DATA_NOT_IGNORED' });
  expect((await guardFromGit(file, { writeIgnore: true })).length).toBe(2);
  expect(readFileSync(join(folder.path, 'migrations', '.gitignore'), 'utf8')).toBe('/999999_client_data.up.sql\n');
  expect(readFileSync(join(folder.path, '.dockerignore'), 'utf8')).toBe(
    'node_modules\nmigrations/999999_client_data.up.sql\n',
  );
  expect(await guardFromGit(file, { writeIgnore: false })).toEqual([]);
  expect(await guardFromGit(file, { writeIgnore: true })).toEqual([]);
  writeFileSync(file, 'SELECT 1;');
  git(folder.path, 'add', '-f', file);
  await expect(guardFromGit(file, { writeIgnore: true })).rejects.toMatchObject({ code: 'CLIENT_DATA_TRACKED' });
});
