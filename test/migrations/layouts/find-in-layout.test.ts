import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { describe, expect, test } from 'vitest';

import { findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { readMigration } from '../../../src/migrations/pairs/read-migration.ts';
import { parseStatements } from '../../../src/sql/parse-statements.ts';
import { runModeOf } from '../../../src/sql/run-mode.ts';
import { messageOf } from '../../../src/support/errors.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { layoutFixture, OTHER_LAYOUTS } from './layout-fixtures.ts';
import { REFUSED } from './refused-files.ts';

/** Version, name, the statements' first words by direction with how they run; ` - ` where there is no down. */
async function outline(folder: string, layout: (typeof OTHER_LAYOUTS)[number]): Promise<string[]> {
  const { migrations } = await findMigrations(folder, { layout });
  return Promise.all(
    migrations.map(async (migration) => {
      const halves = await Promise.all(
        (['up', 'down'] as const).map(async (direction) => {
          const text = await readMigration(migration, direction);
          if (text === undefined) {
            return '-';
          }
          const words = (await parseStatements(text)).map(({ text: sql }) => sql.split(/\s/)[0]);
          return `${runModeOf(text).mode} ${words.join(' ')}`;
        }),
      );
      return [`${migration.version} ${migration.name}`, ...halves].join(' | ');
    }),
  );
}

const SITE = 'transaction CREATE | transaction DROP';
const TOUCH = 'transaction CREATE CREATE | transaction DROP DROP';

test.each([
  [
    'dbmate',
    [
      `20240101000000 create_site | ${SITE}`,
      `20240102000000 touch_site | ${TOUCH}`,
      '20240103000000 index_site_name | whole CREATE | whole DROP',
    ],
  ],
  [
    'goose',
    [
      `1 create_site | ${SITE}`,
      `2 touch_site | ${TOUCH}`,
      '20240103000000 index_site_name | queries DROP CREATE | queries DROP',
    ],
  ],
  [
    'sqlx',
    [
      `20240101000000 create_site | ${SITE}`,
      `20240102000000 touch_site | ${TOUCH}`,
      '20240103000000 index_site_name | whole CREATE | whole DROP',
    ],
  ],
  [
    'node-pg-migrate',
    [
      `1704067200000 create-site | ${SITE}`,
      `1704153600000 touch-site | ${TOUCH}`,
      `1704240000000 index-site-name | ${SITE}`,
    ],
  ],
  [
    'flyway',
    [
      `1000 create_site | ${SITE}`,
      `1001 touch_site | ${TOUCH}`,
      '2000 index_site_name | statements DROP CREATE | statements DROP',
      '2001 site_names | transaction CREATE | -',
    ],
  ],
  [
    'refinery',
    [
      '1 create_site | transaction CREATE | -',
      '2 touch_site | transaction CREATE CREATE | -',
      '3 index_site_name | transaction CREATE | -',
    ],
  ],
  [
    'diesel',
    [
      `20240101000000 create_site | ${SITE}`,
      `20240102000000 touch_site | ${TOUCH}`,
      '20240103000000 index_site_name | whole CREATE | whole DROP',
    ],
  ],
  [
    'timestamps',
    [
      '20240101000000 create_site | whole CREATE | -',
      '20240102000000 touch_site | whole CREATE CREATE | -',
      '20240103000000 index_site_name | whole CREATE | -',
    ],
  ],
] as const)('the fixtures of %s are read in order, with how each runs', async (layout, expected) => {
  expect(await outline(layoutFixture(layout), layout)).toEqual(expected);
});

test.each(OTHER_LAYOUTS)('each statement of %s has the index that it has in its file', async (layout) => {
  const { migrations } = await findMigrations(layoutFixture(layout), { layout });
  for (const migration of migrations) {
    for (const direction of ['up', 'down'] as const) {
      const file = migration[direction];
      const text = (await readMigration(migration, direction)) ?? '';
      for (const { start, end, text: sql } of await parseStatements(text)) {
        expect(readFileSync(file ?? '', 'utf8').slice(start, end)).toBe(sql);
      }
    }
  }
});

test.each(Object.entries(REFUSED))('refused: %s', async (_name, { layout, files, error }) => {
  await using folder = await migrationsFolder(files);
  const found = await findMigrations(folder.path, { layout }).then(
    () => 'nothing',
    (thrown: unknown) => messageOf(thrown),
  );
  expect(found.replaceAll(`${folder.path}/`, '')).toBe(error);
});

test('a file that the tool ignores is a finding', async () => {
  await using folder = await migrationsFolder({ 'V1__a.sql': 'SELECT 1', 'V2_b.sql': 'SELECT 1', 'README.md': '' });
  const { findings } = await findMigrations(folder.path, { layout: 'flyway' });
  expect(findings.map(({ rule, file, what }) => `${rule} ${relative(folder.path, file)} ${what}`)).toEqual([
    'ignored-name V2_b.sql never runs: its name is not V1__NAME.sql, U1__NAME.sql or R__NAME.sql',
  ]);
});

test('a folder without migrations of the layout is refused', async () => {
  await using folder = await migrationsFolder({ 'README.md': '' });
  await expect(findMigrations(folder.path, { layout: 'goose' })).rejects.toMatchObject({ code: 'NO_MIGRATIONS' });
});

describe('a metadata.toml of diesel', () => {
  test.each([
    ['run_in_transaction = true\n', 'transaction'],
    ['run_in_transaction = false\n', 'whole'],
    ['# nothing\n', 'whole'],
  ])('with %j runs a file as %s', async (metadata, mode) => {
    await using folder = await migrationsFolder({ '1_a/up.sql': 'SELECT 1', '1_a/metadata.toml': metadata });
    expect(await outline(folder.path, 'diesel')).toEqual([`1 a | ${mode} SELECT | -`]);
  });
});

test('versions of Flyway with parts are in numeric order, and repeatable ones follow by name', async () => {
  await using folder = await migrationsFolder({
    'V1.10__c.sql': 'SELECT 1',
    'V1.9__b.sql': 'SELECT 1',
    'sub/V1__a.sql': 'SELECT 1',
    'R__z.sql': 'SELECT 1',
    'R__y.sql': 'SELECT 1',
  });
  const { migrations } = await findMigrations(folder.path, { layout: 'flyway' });
  expect(migrations.map(({ version, name }) => `${version} ${name}`)).toEqual([
    '1000 a',
    '1009 b',
    '1010 c',
    '1011 y',
    '1012 z',
  ]);
});

test.each([
  [
    ['1.30', '1.20240101000000.30', '1.20240101000000.7', '2'],
    ['1000 1.30', '1001 1.20240101000000.7', '1002 1.20240101000000.30', '2000 2', '2001 z'],
  ],
  [
    ['20240101000000123456', '3.1', '20240101000000123455'],
    ['1 3.1', '2 20240101000000123455', '3 20240101000000123456', '4 z'],
  ],
  [
    ['01.20240101000000.7', '1.20240101000000.30'],
    ['1000 01.20240101000000.7', '1001 1.20240101000000.30', '1002 z'],
  ],
])('versions of Flyway that are too long for a number are counted: %j', async (versions, expected) => {
  await using folder = await migrationsFolder({
    'R__z.sql': 'SELECT 1',
    ...Object.fromEntries(versions.map((version) => [`V${version}__${version}.sql`, 'SELECT 1'])),
  });
  const { migrations } = await findMigrations(folder.path, { layout: 'flyway' });
  expect(migrations.map(({ version, name }) => `${version} ${name}`)).toEqual(expected);
});

test('a .conf file of Flyway chooses how a file runs and switches placeholders off', async () => {
  await using folder = await migrationsFolder({
    'V1__a.sql': "SELECT '${x}'",
    'V1__a.sql.conf': 'executeInTransaction=false\nplaceholderReplacement=false\n',
  });
  expect(await outline(folder.path, 'flyway')).toEqual(['1 a | statements SELECT | -']);
});

test('sections of node-pg-migrate may be in either order, and a file without one is an up', async () => {
  await using folder = await migrationsFolder({
    '1_a.sql': '-- down migration\nDROP TABLE t;\n---- UP  MIGRATION\nCREATE TABLE t ();\n',
    '2_b.sql': 'SELECT 1;\n',
  });
  expect(await outline(folder.path, 'node-pg-migrate')).toEqual([
    '1 a | transaction CREATE | transaction DROP',
    '2 b | transaction SELECT | -',
  ]);
});

test('lines that end in CR LF are read', async () => {
  await using folder = await migrationsFolder({
    '1_a.sql': '-- migrate:up\r\nSELECT 1;\r\n-- migrate:down\r\nSELECT 2;\r\n',
  });
  expect(await outline(folder.path, 'dbmate')).toEqual(['1 a | transaction SELECT | transaction SELECT']);
});

test('versions of diesel are compared digit by digit', async () => {
  await using folder = await migrationsFolder({
    '2020-01-01-000000-0000_b/up.sql': 'SELECT 1',
    '2019_a/up.sql': 'SELECT 1',
    '20200101_a/up.sql': 'SELECT 1',
    '20210101_c/up.sql': 'SELECT 1',
  });
  const { migrations } = await findMigrations(folder.path, { layout: 'diesel' });
  expect(migrations.map(({ version, name }) => `${version} ${name}`)).toEqual([
    '2019000000000000000 a',
    '2020010100000000001 a',
    '2020010100000000002 b',
    '2021010100000000001 c',
  ]);
});

test('a placeholder of Flyway in a comment is no fault', async () => {
  await using folder = await migrationsFolder({ 'R__a.sql': '-- ${flyway:timestamp}\n/* ${x} */ SELECT 1;\n' });
  expect(await outline(folder.path, 'flyway')).toEqual(['1 a | transaction SELECT | -']);
});
