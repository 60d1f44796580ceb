import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { createLikeGolangMigrate, createMigration } from '../../../src/migrations/pairs/create-migration.ts';
import { migrationsFolder } from '../migrations-folder.ts';

test('the next pair has the number after the highest version, without the client data', async () => {
  await using folder = await migrationsFolder({
    '9_a.up.sql': '-- x',
    '10_b.up.sql': '-- x',
    '999999_client_data.up.sql': '-- x',
  });
  const created = await createMigration(folder.path, 'Add site-index');
  expect(created).toEqual({
    version: 11n,
    up: `${folder.path}/000011_add_site_index.up.sql`,
    down: `${folder.path}/000011_add_site_index.down.sql`,
  });
  expect(await readFile(created.up, 'utf8')).toBe('BEGIN;\n\nEND;\n');
  expect(await readFile(created.down, 'utf8')).toBe('BEGIN;\n\nEND;\n');
});

test('the first is number 1', async () => {
  await using folder = await migrationsFolder();
  expect((await createMigration(folder.path, 'first', { digits: 3 })).up).toBe(`${folder.path}/001_first.up.sql`);
});

test('both files or none', async () => {
  await using folder = await migrationsFolder({ '000001_a.down.sql/in-the-way': '' });
  await expect(createMigration(folder.path, 'a')).rejects.toMatchObject({ code: 'MIGRATION_NOT_CREATED' });
  expect(await readdir(folder.path)).toEqual(['000001_a.down.sql']);
});

test.for(['', '123', '../x', 'a/b', 'sélection', 'client_data', 'a.up'])('the name %j is rejected', async (name) => {
  await using folder = await migrationsFolder();
  await expect(createMigration(folder.path, name)).rejects.toMatchObject({ code: 'BAD_MIGRATION_NAME', kind: 'usage' });
  expect(await readdir(folder.path)).toEqual([]);
});

test('a number that needs more digits is rejected', async () => {
  await using folder = await migrationsFolder({ '99_a.up.sql': '-- x' });
  await expect(createMigration(folder.path, 'b', { digits: 2 })).rejects.toMatchObject({ code: 'BAD_DIGITS' });
});

test.for(['', '.', 'a/b', '../sql'])('the extension %j is rejected', async (extension) => {
  await using folder = await migrationsFolder();
  await expect(createLikeGolangMigrate(folder.path, 'a', { extension })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: `invalid -ext: "${extension}"`,
  });
  expect(await readdir(folder.path)).toEqual([]);
});
