import { expect, test } from 'vitest';

import { detectLayout } from '../../../src/migrations/layouts/detect-layout.ts';
import { findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { layoutFixture, OTHER_LAYOUTS } from './layout-fixtures.ts';

/** These need a Cargo.toml above them: their names are also those of other tools. */
const RUST = new Set<string>(['sqlx', 'refinery']);

test.each(OTHER_LAYOUTS.filter((layout) => !RUST.has(layout)))('the fixtures of %s are recognized', async (layout) => {
  expect(await detectLayout(layoutFixture(layout))).toMatchObject({ layout });
  expect((await findMigrations(layoutFixture(layout), { layout: 'auto' })).layout).toBe(layout);
});

test('pairs are golang-migrate', async () => {
  await using folder = await migrationsFolder(tablePairs(1));
  expect(await detectLayout(folder.path)).toEqual({ layout: 'golang-migrate', file: '000001_t1.down.sql' });
});

test.each([
  ['sqlx = "0.8"', '1_a.up.sql', 'sqlx'],
  ['sqlx = { version = "0.8" }', '1_a.sql', 'sqlx'],
  ['refinery = "0.8"', 'V1__a.sql', 'refinery'],
  ['serde = "1"', '1_a.sql', 'timestamps'],
  ['serde = "1"', '1_a.up.sql', 'golang-migrate'],
  ['serde = "1"', 'V1__a.sql', 'flyway'],
])('in a Rust project that depends on %s, %s is %s', async (dependency, file, layout) => {
  await using folder = await migrationsFolder({
    'Cargo.toml': `[dependencies]\n${dependency}\n`,
    [`migrations/${file}`]: 'SELECT 1;',
  });
  expect(await detectLayout(`${folder.path}/migrations`)).toEqual({ layout, file });
});

test('a folder with files of several layouts is refused with their names', async () => {
  await using folder = await migrationsFolder({
    ...tablePairs(1),
    '2_b.sql': '-- +goose Up\n',
    '3_c.sql': '-- migrate:up\n-- migrate:down\n',
  });
  await expect(detectLayout(folder.path)).rejects.toMatchObject({
    code: 'LAYOUT_AMBIGUOUS',
    message: `${folder.path} has files of several layouts: 000001_t1.down.sql (golang-migrate), 2_b.sql (goose), 3_c.sql (dbmate)`,
  });
});

test('a folder without migrations is refused', async () => {
  await using folder = await migrationsFolder({ 'README.md': '' });
  await expect(detectLayout(folder.path)).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
});

test('without the option, the error for a folder of another tool names the tool and the option', async () => {
  await expect(findMigrations(layoutFixture('goose'))).rejects.toMatchObject({
    code: 'NO_MIGRATIONS',
    message: `no migrations in ${layoutFixture('goose')}: its files are in the layout of goose`,
    hint: expect.stringContaining('--layout goose'),
  });
});
