import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { guardFromGit, refuseTrackedKey } from '../../../src/client-data/git/git-guard.ts';
import { temporaryName } from '../../../src/support/publish.ts';
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
  expect(readFileSync(join(folder.path, 'migrations', '.gitignore'), 'utf8')).toBe(
    '/999999_client_data.up.sql\n/999999_client_data.up.sql.building-*\n',
  );
  expect(readFileSync(join(folder.path, '.dockerignore'), 'utf8')).toBe(
    'node_modules\nmigrations/999999_client_data.up.sql\nmigrations/999999_client_data.up.sql.building-*\n',
  );
  expect(await guardFromGit(file, { writeIgnore: false })).toEqual([]);
  expect(await guardFromGit(file, { writeIgnore: true })).toEqual([]);
  // Neither the file nor what stands beside it while it is written is added.
  writeFileSync(temporaryName(file), 'SELECT 1;');
  git(folder.path, 'add', '-A');
  expect(staged(folder.path)).toEqual(['.dockerignore', 'migrations/.gitignore']);
  writeFileSync(file, 'SELECT 1;');
  git(folder.path, 'add', '-f', file);
  await expect(guardFromGit(file, { writeIgnore: true })).rejects.toMatchObject({ code: 'CLIENT_DATA_TRACKED' });
});

test('a file is refused if only its own name is ignored, or if git itself fails', async () => {
  await using folder = await migrationsFolder({ '.gitignore': 'data.sql\n' });
  git(folder.path, 'init', '-q');
  const file = join(folder.path, 'data.sql');
  await expect(guardFromGit(file, { writeIgnore: false })).rejects.toMatchObject({
    code: 'CLIENT_DATA_NOT_IGNORED',
    message: expect.stringMatching(/git would add \S*data\.sql\.building-\*: /),
  });
  rmSync(join(folder.path, '.git'), { recursive: true });
  writeFileSync(join(folder.path, '.git'), 'nonsense');
  await expect(guardFromGit(file, { writeIgnore: false })).rejects.toMatchObject({
    code: 'GIT_FAILED',
    message: expect.stringContaining('invalid gitfile format'),
  });
});

test('a key file that git tracks is refused', async () => {
  await using folder = await migrationsFolder({ 'key.txt': '0123456789abcdef' });
  const file = join(folder.path, 'key.txt');
  await refuseTrackedKey(file);
  git(folder.path, 'init', '-q');
  await refuseTrackedKey(file);
  git(folder.path, 'add', '-A');
  await expect(refuseTrackedKey(file)).rejects.toMatchObject({
    code: 'ANONYMIZE_KEY_TRACKED',
    hint: expect.stringContaining('git rm --cached'),
  });
});

function staged(folder: string): string[] {
  return execFileSync('git', ['-C', folder, 'ls-files'], { encoding: 'utf8' }).trim().split('\n').toSorted();
}
