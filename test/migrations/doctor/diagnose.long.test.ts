import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { diagnose } from '../../../src/migrations/doctor/diagnose.ts';
import { forceVersion, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { migrationStatus } from '../../../src/migrations/runner/status.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { rulesAfter } from './diagnosed.ts';
import { testDirty } from './dirty-databases.ts';

testDirty('long');

describe('a dirty database', () => {
  test('whose up left an invalid index recovers by following the steps', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      ...tablePairs(1),
      '000002_t2.up.sql': 'CREATE UNIQUE INDEX CONCURRENTLY twice ON t1 ((id > 0))',
      '000003_t3.up.sql': 'CREATE TABLE t3 ()',
    });
    const options = { folder: folder.path };
    await migrateUp(database.url, { ...options, limit: 1 });
    await database.client.query('INSERT INTO t1 VALUES (1), (2)');
    await expect(migrateUp(database.url, options)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      hint: expect.stringMatching(/^Drop the invalid index, fix the file, then run `elementaldb migrate force 1`/),
    });
    const { explanation } = await diagnose(database.url, options);
    const [suspect] = explanation?.suspects ?? [];
    expect(suspect).toMatchObject({
      left: 'An invalid index: twice.',
      steps: [
        'DROP INDEX CONCURRENTLY twice;',
        expect.stringMatching(/^Fix .*000002_t2\.up\.sql\.$/),
        'elementaldb migrate force 1',
        'elementaldb migrate up',
      ],
    });
    await database.client.query(suspect?.steps[0] ?? '');
    await folder.write({ '000002_t2.up.sql': 'CREATE INDEX CONCURRENTLY twice ON t1 ((id > 0))' });
    await forceVersion(database.url, 1n);
    await migrateUp(database.url, options);
    expect(await diagnose(database.url, options)).toMatchObject({ healthy: true, version: 3n });
  });
});

describe('a clean database', () => {
  test.each([
    ['a constraint with its column', 'ALTER TABLE t1 ADD CONSTRAINT k CHECK (b > 0)', 'ALTER TABLE t1 DROP COLUMN b'],
    ['a view by CASCADE', 'CREATE VIEW v AS SELECT b FROM t1', 'ALTER TABLE t1 DROP COLUMN b CASCADE'],
    ['a partition with its parent', 'CREATE TABLE p1 PARTITION OF p DEFAULT', 'DROP TABLE p'],
    ['a sequence with its table', 'CREATE SEQUENCE q OWNED BY p.id', 'DROP TABLE p'],
    [
      'an index that a constraint took',
      'CREATE UNIQUE INDEX i ON t1 (b)',
      'ALTER TABLE t1 ADD CONSTRAINT u UNIQUE USING INDEX i',
    ],
    ['a table that moved', 'CREATE TABLE public.m (id int)', 'ALTER TABLE public.m SET SCHEMA s'],
    ['a table that a DO block dropped', 'CREATE TABLE d (id int)', 'DO $$ BEGIN DROP TABLE d; END $$'],
    ['a table that unseen SQL dropped', 'CREATE TABLE d (id int)', `DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'd'; END $$`],
    ['a function of the session', 'CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', ''],
    [
      'temporary relations',
      'CREATE TEMP TABLE x (id int); CREATE INDEX x_i ON x (id); CREATE TEMP VIEW y AS SELECT 1',
      '',
    ],
    ['a table in the search path of its file', 'SET search_path = s; CREATE TABLE only_here (id int)', ''],
  ])('whose files are all applied: %s', async (_, created, gone) => {
    const base = 'CREATE SCHEMA s; CREATE TABLE t1 (a int, b int); CREATE TABLE p (id int) PARTITION BY LIST (id)';
    const files = { '1_base.up.sql': base, '2_created.up.sql': created, '3_gone.up.sql': gone, '4_end.up.sql': '' };
    expect(await rulesAfter(files, '')).toEqual([]);
  });

  test.for(['force', 'SQL'])(
    'whose client data golang-migrate recorded is put right by the %s that is printed, and nothing runs twice',
    async (by) => {
      await using database = await scratchDatabase();
      await using folder = await migrationsFolder({
        ...tablePairs(2),
        '000003_row.up.sql': 'INSERT INTO t1 VALUES (3)',
        '999999_demo.up.sql': 'INSERT INTO t1 VALUES (1)',
      });
      const options = { folder: folder.path };
      await migrateUp(database.url, options);
      // As golang-migrate leaves it; then newer migrations come, with lower numbers.
      await database.client.query('INSERT INTO t1 VALUES (1); UPDATE schema_migrations SET version = 999999');
      await folder.write({
        '000004_t4.up.sql': 'CREATE TABLE t4 ()',
        '000005_rows.up.sql': 'INSERT INTO t1 VALUES (5)',
      });

      const [found] = (await diagnose(database.url, options)).findings;
      expect(found).toMatchObject({
        rule: 'client-data-recorded',
        file: join(folder.path, '999999_demo.up.sql'),
        why: expect.stringMatching(/Not applied, as far as can be seen: 4_t4, 5_rows\.$/),
        fix: expect.stringMatching(
          /^Check whether 3_row ran, .* It is taken as applied; if it did not run, force 2 instead\. Run/,
        ),
      });
      expect((await migrationStatus(database.url, options)).clientDataRecorded).toEqual(found);
      await expect(migrateUp(database.url, options)).rejects.toMatchObject({
        code: 'CLIENT_DATA_RECORDED',
        hint: found?.fix,
      });

      const [, version = '', sql = ''] = /migrate force (\d+)", or in SQL: ([^;]*;)/.exec(found?.fix ?? '') ?? [];
      await (by === 'SQL' ? database.client.query(sql) : forceVersion(database.url, BigInt(version)));
      expect((await migrateUp(database.url, options)).applied.map((step) => step.version)).toEqual([4n, 5n]);
      expect((await database.client.query('SELECT id FROM t1 ORDER BY id')).rows).toEqual([
        { id: 1 },
        { id: 3 },
        { id: 5 },
      ]);
      expect(await diagnose(database.url, options)).toMatchObject({ healthy: true, version: 5n });
    },
  );

  test('of several migrations that cannot be seen all are named and taken as applied', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      '000001_a.up.sql': 'SELECT 1',
      '000002_b.up.sql': 'DO $$ BEGIN END $$',
      '999999_client_data.up.sql': '',
    });
    const options = { folder: folder.path };
    await forceVersion(database.url, 999_999n);
    expect((await diagnose(database.url, options)).findings).toMatchObject([
      {
        why: expect.stringContaining('None is missing yet.'),
        fix: expect.stringMatching(/Check whether 1_a, 2_b ran, .*force the version before it instead.*force 2"/),
      },
    ]);
  });

  test.for([
    ['elsewhere, with its name', '/nowhere/888888_demo.up.sql', 888_888n, ' 888888_demo.up.sql'],
    ['elsewhere, with another name', '/nowhere/demo.sql', 999_999n, ''],
    ['nowhere', 'none', 999_999n, ''],
    ['by default', undefined, 999_999n, ''],
  ] as const)('whose client data has been moved: it is %s', async ([, clientData, version, name]) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(2));
    const options = { folder: folder.path, clientData };
    await migrateUp(database.url, { ...options, limit: 1 });
    await forceVersion(database.url, version);
    const what = `the ledger is at version ${version}: golang-migrate ran the client data${name} as a migration`;
    const [found] = (await diagnose(database.url, options)).findings;
    expect(found).toMatchObject({
      rule: 'client-data-recorded',
      what,
      fix: 'Run "elementaldb migrate force 1", or in SQL: UPDATE "public"."schema_migrations" SET version = 1, dirty = false; Then run "elementaldb migrate up".',
    });
    expect((await migrationStatus(database.url, options)).clientDataRecorded).toEqual(found);
    await expect(migrateUp(database.url, options)).rejects.toMatchObject({ code: 'CLIENT_DATA_RECORDED' });
    await forceVersion(database.url, 1n);
    expect((await migrateUp(database.url, options)).applied.map((step) => step.version)).toEqual([2n]);
  });
});
