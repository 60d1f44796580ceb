import { chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

import { assertRunnable, findMigrations } from '../../../src/migrations/pairs/find-migrations.ts';
import { readMigration, readSqlFile } from '../../../src/migrations/pairs/read-migration.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

/** The findings of a folder with these files beside a good pair, as `rule file`. */
async function findingsOf(...files: string[]): Promise<string[]> {
  await using folder = await migrationsFolder(tablePairs(1));
  await folder.write(Object.fromEntries(files.map((file) => [file, '-- x'])));
  const { findings } = await findMigrations(folder.path);
  return findings.map(({ rule, file }) => `${rule} ${file.slice(folder.path.length + 1)}`);
}

test('pairs are in numeric order, also with gaps', async () => {
  await using folder = await migrationsFolder({
    '10_c.up.sql': 'c',
    '9_b.up.sql': 'b',
    '9_b.down.sql': 'x',
    '00001_a.down.sql': 'a',
  });
  const { migrations } = await findMigrations(folder.path);
  expect(migrations.map(({ version, name }) => `${version} ${name}`)).toEqual(['1 a', '9 b', '10 c']);
  expect(migrations[0]).toMatchObject({ up: undefined, down: `${folder.path}/00001_a.down.sql` });
  const [, second] = migrations;
  expect(second && (await readMigration(second, 'up'))).toBe('b');
  expect(second && (await readMigration(second, 'down'))).toBe('x');
});

test('a name may contain dots and a direction', async () => {
  await using folder = await migrationsFolder({ '1_a.up.down.sql': '-- x' });
  expect((await findMigrations(folder.path)).migrations).toMatchObject([{ name: 'a.up', up: undefined }]);
});

test('client data is not a migration', async () => {
  await using folder = await migrationsFolder({
    ...tablePairs(1),
    '999999_client_data.up.sql': '-- x',
    '999999_other.up.sql': '-- x',
  });
  const found = await findMigrations(folder.path);
  expect(found.clientData).toBe(`${folder.path}/999999_client_data.up.sql`);
  expect(found.migrations.map(({ name }) => name)).toEqual(['t1', 'other']);
  expect(found.findings.map(({ rule }) => rule)).toContain('client-data-seen-by-golang-migrate');
});

const ROWS = "BEGIN; SET client_encoding = UTF8; INSERT INTO t1 VALUES (1); SELECT setval('s', 1); END;";

describe('the last file, 999999_NAME', () => {
  test.each([
    ['999999_demo.up.sql', ROWS],
    ['0999999_rows.up.sql', 'COPY public.t1 (id) FROM stdin;\n1\n\\.\n'],
    ['999999_rows.up.sql', '-- rows\nALTER TABLE t1 DISABLE TRIGGER ALL; INSERT INTO t1 VALUES (1);'],
    ['999999_rows.up.sql', 'WITH n AS (SELECT 1) UPDATE t1 SET id = 2; DELETE FROM t1; INSERT INTO t1 VALUES (1);'],
  ])('is client data if it holds rows only: %s, %s', async (name, sql) => {
    await using folder = await migrationsFolder({ ...tablePairs(1), [name]: sql, '999999_demo.down.sql': '-- x' });
    const found = await findMigrations(folder.path);
    expect(found.clientData).toBe(`${folder.path}/${name}`);
    expect(found.migrations.map(({ version }) => version)).toEqual([1n]);
    expect(found.findings.map(({ rule }) => rule).toSorted()).toEqual([
      'client-data-down',
      'client-data-seen-by-golang-migrate',
    ]);
  });

  test.each([
    ['creates a table', { '999999_x.up.sql': `CREATE TABLE x (); ${ROWS}` }],
    ['has a DO block', { '999999_x.up.sql': `DO $$ BEGIN END $$; ${ROWS}` }],
    ['adds no row', { '999999_x.up.sql': 'UPDATE t1 SET id = 1' }],
    ['is rolled back', { '999999_x.up.sql': `${ROWS} ROLLBACK` }],
    ['is no script', { '999999_x.up.sql': `${ROWS} INSERT INTO t1 VALUES ('` }],
    ['is not the last one', { '999999_x.up.sql': ROWS, '1000000_y.up.sql': '-- y' }],
    ['is not alone', { '999999_x.up.sql': ROWS, '999999_y.up.sql': ROWS }],
    ['has another number', { '999998_x.up.sql': ROWS }],
  ])('is a migration if it %s', async (_, files) => {
    await using folder = await migrationsFolder({ ...tablePairs(1), ...files });
    const found = await findMigrations(folder.path);
    expect(found.clientData).toBeUndefined();
    expect(found.migrations.map(({ name }) => name)).toContain('x');
  });
});

test('client data can be named by a path or a pattern', async () => {
  await using folder = await migrationsFolder({
    ...tablePairs(1),
    '800000_demo.up.sql': 'SELECT 1',
    '900000_demo.up.sql': 'SELECT 1',
  });
  const find = (name: string) => findMigrations(folder.path, { clientData: `${folder.path}/${name}` });
  for (const name of ['900000_demo.up.sql', '9*_demo.up.sql', '9*']) {
    const found = await find(name);
    expect(found.clientData).toBe(`${folder.path}/900000_demo.up.sql`);
    expect(found.migrations.map(({ version }) => version)).toEqual([1n, 800_000n]);
  }
  expect((await find('7*_demo.up.sql')).clientData).toBeUndefined();
  await expect(find('*_demo.up.sql')).rejects.toMatchObject({
    code: 'CLIENT_DATA_AMBIGUOUS',
    message: 'more than one file is client data: 800000_demo.up.sql, 900000_demo.up.sql',
  });
});

test('client data can be named by a path or a pattern relative to the working directory', async () => {
  await using folder = await migrationsFolder({ ...tablePairs(1), '900000_demo.up.sql': 'SELECT 1' });
  for (const name of ['900000_demo.up.sql', '9*']) {
    const clientData = relative(process.cwd(), join(folder.path, name));
    const found = await findMigrations(folder.path, { clientData });
    expect(found.clientData).toBe(`${folder.path}/900000_demo.up.sql`);
    expect(found.migrations.map(({ version }) => version)).toEqual([1n]);
  }
});

test('of several files of client data the one that is named is taken, and none is a migration', async () => {
  await using folder = await migrationsFolder({
    ...tablePairs(1),
    '999999_client_data.up.sql': ROWS,
    '999999_small.up.sql': ROWS,
  });
  const cases = [
    ['999999_small.up.sql', '999999_small.up.sql', ['t1']],
    ['*_small*', '999999_small.up.sql', ['t1']],
    ['999999_client_data.up.sql', '999999_client_data.up.sql', ['t1', 'small']],
  ] as const;
  for (const [named, file, migrations] of cases) {
    const found = await findMigrations(folder.path, { clientData: join(folder.path, named) });
    expect(found.clientData).toBe(join(folder.path, file));
    expect(found.migrations.map(({ name }) => name)).toEqual(migrations);
  }
});

const SEEN = /^is client data, but golang-migrate treats it as migration 999999$/;
const NOT_LOADED = /; elementaldb neither runs nor loads it, because clientData names another file or none$/;

test.each([
  ['999999_demo.up.sql', undefined, SEEN, false],
  ['999999_demo.up.sql', '9*_demo.up.sql', SEEN, false],
  ['999999_demo.up.sql', '../dump.sql', NOT_LOADED, true],
  ['999999_client_data.up.sql', '../dump.sql', NOT_LOADED, false],
])('%s with clientData %s: %s', async (name, named, what, isNotLoaded) => {
  await using folder = await migrationsFolder({ ...tablePairs(1), [name]: ROWS });
  const found = await findMigrations(folder.path, { clientData: named && join(folder.path, named) });
  expect(found.migrations.map(({ version }) => version)).toEqual([1n]);
  expect(found.notLoaded).toEqual(isNotLoaded ? [join(folder.path, name)] : []);
  expect(found.findings).toMatchObject([
    { rule: 'client-data-seen-by-golang-migrate', what: expect.stringMatching(what) },
  ]);
});

describe('findings', () => {
  test.for([
    [['2_a.UP.sql'], ['wrong-case 2_a.UP.sql']],
    [['V3__b.up.sql'], ['ignored-name V3__b.up.sql']],
    [['2-b.up.sql'], ['ignored-name 2-b.up.sql']],
    [['seed.SQL'], ['ignored-name seed.SQL']],
    [['99999999999999999999_a.up.sql'], ['ignored-name 99999999999999999999_a.up.sql']],
    [['9223372036854775808_a.up.sql'], ['version-too-large 9223372036854775808_a.up.sql']],
    [['01_a.up.sql'], ['duplicate-version 01_a.up.sql']],
    [['1_t1.up.sql.bak'], ['unusual-extension 1_t1.up.sql.bak', 'duplicate-version 1_t1.up.sql.bak']],
    [['2_a.up.sql'], ['missing-down 2_a.up.sql']],
    [['2_a.down.sql'], ['missing-up 2_a.down.sql']],
    [['2_a.up.sql', '2_b.down.sql'], ['different-names 2_b.down.sql']],
    [['old/2_a.up.sql', 'empty/x.sql'], ['nested-folder-ignored old']],
    [['2_a.up.sql/x'], ['folder-instead-of-file 2_a.up.sql']],
    [['999999_client_data.down.sql'], ['client-data-down 999999_client_data.down.sql']],
    [['README.md', '.gitkeep', 'notes.txt', '.2_a.up.sql.swp'], []],
  ] as const)('%j', async ([files, expected]) => {
    const found = await findingsOf(...files);
    expect(new Set(found)).toEqual(new Set<string>(expected));
  });

  test('do not contain the path of the folder, so they are the same on every machine', async () => {
    await using folder = await migrationsFolder({
      '000010_a.up.sql': 'SELECT 1;',
      '10_b.up.sql': 'SELECT 1;',
      '10_a.down.sql': 'SELECT 1;',
    });
    expect((await findMigrations(folder.path)).findings).toMatchObject([
      { rule: 'duplicate-version', what: 'has the same version (10) and direction (up) as 000010_a.up.sql' },
    ]);
  });

  test('an empty file', async () => {
    await using folder = await migrationsFolder({ '1_a.up.sql': '', '1_a.down.sql': '-- on purpose' });
    expect((await findMigrations(folder.path)).findings).toMatchObject([
      { rule: 'empty-file', file: `${folder.path}/1_a.up.sql` },
    ]);
  });

  test('only an ambiguous order prevents a run', async () => {
    await using folder = await migrationsFolder({ ...tablePairs(1), 'seed.sql': 'x', '3_x.up.sql': '' });
    assertRunnable(await findMigrations(folder.path));
    await folder.write({ '0001_again.up.sql': '-- x' });
    const found = await findMigrations(folder.path);
    expect(() => assertRunnable(found)).toThrow(
      expect.objectContaining({ code: 'MIGRATIONS_AMBIGUOUS', kind: 'migration' }),
    );
  });
});

describe('errors', () => {
  test('a missing folder, a file, a folder without migrations', async () => {
    await using folder = await migrationsFolder({ 'a/README.md': '', 'b/V1__x.sql': '' });
    await expect(findMigrations(`${folder.path}/none`)).rejects.toMatchObject({
      code: 'MIGRATIONS_FOLDER_MISSING',
      kind: 'usage',
    });
    await expect(findMigrations(`${folder.path}/a/README.md`)).rejects.toMatchObject({
      code: 'MIGRATIONS_FOLDER_NOT_A_FOLDER',
    });
    await expect(findMigrations(`${folder.path}/a`)).rejects.toMatchObject({ code: 'NO_MIGRATIONS' });
    await expect(findMigrations(`${folder.path}/b`)).rejects.toMatchObject({
      hint: expect.stringContaining('1_x.up.sql'),
    });
    expect((await findMigrations(`${folder.path}/a`, { allowEmpty: true })).migrations).toEqual([]);
  });

  test('a folder or file without read permission', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may read everything');
    await using folder = await migrationsFolder({ '1_a.up.sql': '-- x' });
    await chmod(`${folder.path}/1_a.up.sql`, 0);
    await expect(readSqlFile(`${folder.path}/1_a.up.sql`)).rejects.toMatchObject({ code: 'MIGRATION_UNREADABLE' });
    await chmod(folder.path, 0);
    await expect(findMigrations(folder.path)).rejects.toMatchObject({ code: 'MIGRATIONS_FOLDER_UNREADABLE' });
    await chmod(folder.path, 0o700);
  });

  test('a removed file', async () => {
    await expect(readSqlFile('/nowhere/1_a.up.sql')).rejects.toMatchObject({
      code: 'MIGRATION_UNREADABLE',
      kind: 'environment',
    });
  });
});

test.for([
  ['*_client_dta.up.sql', true],
  ['*_client_data.up.sql', false],
  ['none', false],
] as const)('clientData %s: whether it is a pattern that matches nothing', async ([pattern, isUnmatched]) => {
  await using folder = await migrationsFolder({ ...tablePairs(1), '999999_client_data.up.sql': 'SELECT 1;' });
  const clientData = pattern === 'none' ? pattern : join(folder.path, pattern);
  const { unmatchedPattern } = await findMigrations(folder.path, { clientData });
  expect(unmatchedPattern).toBe(isUnmatched ? clientData : undefined);
});
