import { describe, expect, test } from 'vitest';

import { diagnose } from '../../../src/migrations/doctor/diagnose.ts';
import { forceVersion, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { testDirty } from './dirty-databases.ts';
import { rulesAfter } from './diagnosed.ts';

testDirty('short');

describe('a dirty database', () => {
  test('that looks like its recorded version', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(3));
    await migrateUp(database.url, { folder: folder.path, limit: 2 });
    await database.client.query('UPDATE schema_migrations SET dirty = true');
    const { explanation } = await diagnose(database.url, { folder: folder.path });
    expect(explanation?.suspects).toMatchObject([{ force: 2n }]);
  });

  test('of a version without files', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(1));
    await forceVersion(database.url, 5n);
    await database.client.query('UPDATE schema_migrations SET dirty = true');
    const { explanation } = await diagnose(database.url, { folder: folder.path });
    expect(explanation).toEqual({ suspects: [], reason: expect.stringContaining('No file has version 5') });
  });
});

describe('a clean database', () => {
  test('is healthy, with things renamed and dropped along the way', async () => {
    const files = {
      ...tablePairs(2),
      '000003_more.up.sql': `ALTER TABLE t1 RENAME TO r1; ALTER TABLE r1 ADD COLUMN c int; CREATE INDEX i ON r1 (c); CREATE SCHEMA s; CREATE TABLE s.x ();`,
      '000003_more.down.sql': 'SELECT 1',
      '000004_less.up.sql': 'ALTER TABLE r1 DROP COLUMN c; DROP SCHEMA s CASCADE; DROP TABLE t2;',
      '000004_less.down.sql': 'SELECT 1',
    };
    expect(await rulesAfter(files, '')).toEqual([]);
  });

  test('with nothing applied is healthy', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(2));
    expect(await diagnose(database.url, { folder: folder.path })).toMatchObject({
      healthy: true,
      version: null,
      findings: [],
    });
  });

  test('with a file that was added below the current version', async () => {
    const pairs = tablePairs(3);
    const { '000002_t2.up.sql': up = '', '000002_t2.down.sql': down = '', ...others } = pairs;
    expect(await rulesAfter(others, '', { '000002_t2.up.sql': up, '000002_t2.down.sql': down })).toEqual([
      'skipped-migration',
    ]);
  });

  test('whose later migrations dropped what indexes and columns were of', async () => {
    expect(
      await rulesAfter(
        {
          ...tablePairs(1),
          '000002_key.up.sql': 'ALTER TABLE t1 ADD COLUMN kind text; CREATE INDEX t1_kind_idx ON t1 (kind);',
          '000003_index.up.sql': 'CREATE INDEX t1_id_idx ON t1 (id);',
          '000004_column.up.sql': 'ALTER TABLE t1 DROP COLUMN kind; ALTER INDEX t1_id_idx RENAME TO t1_old_idx;',
          '000005_again.up.sql': 'ALTER TABLE t1 RENAME TO t0; CREATE TABLE t1 (id int); DROP TABLE t0;',
        },
        '',
      ),
    ).toEqual([]);
  });

  test.for([
    ['migrated further than the files', 'UPDATE schema_migrations SET version = 9', 'ledger-ahead'],
    ['at a version between the files', 'UPDATE schema_migrations SET version = 0', 'unknown-version'],
    [
      'whose client data golang-migrate recorded',
      'UPDATE schema_migrations SET version = 999999',
      'client-data-recorded',
    ],
  ] as const)('%s', async ([, sql, rule]) => {
    expect(await rulesAfter({ ...tablePairs(2), '999999_client_data.up.sql': '' }, sql)).toEqual([rule]);
  });

  test('at 999999, which is the version of a migration, is healthy', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({ ...tablePairs(1), '999999_t.up.sql': 'CREATE TABLE t ()' });
    const options = { folder: folder.path, clientData: '/nowhere/999999_demo.up.sql' };
    await migrateUp(database.url, options);
    expect(await diagnose(database.url, options)).toMatchObject({ healthy: true, version: 999_999n });
  });

  test('with an invalid index', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(1));
    await migrateUp(database.url, { folder: folder.path });
    await database.client.query('INSERT INTO t1 VALUES (1), (2)');
    await database.client.query('CREATE UNIQUE INDEX CONCURRENTLY twice ON t1 ((id > 0))').catch(() => undefined);
    expect((await diagnose(database.url, { folder: folder.path })).findings).toMatchObject([
      { rule: 'invalid-index', fix: expect.stringContaining('DROP INDEX CONCURRENTLY public.twice') },
    ]);
  });
});
