import { expect, test } from 'vitest';

import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { lockKeys } from '../../../src/migrations/ledger/ledger.ts';
import { dropTables } from '../../../src/migrations/runner/drop-tables.ts';
import { forceVersion, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { previewUp } from '../../../src/migrations/runner/preview.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

const steps = (...versions: bigint[]): object[] => versions.map((target) => ({ direction: 'up', target }));

test('the pending migrations are listed in order, and nothing is written, on an empty database too', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(3));
  const before = await describeSchema(database.client, { clusterWide: false });
  expect(await previewUp(database.url, { folder: folder.path })).toMatchObject({
    ledger: { schema: 'public', table: 'schema_migrations' },
    from: null,
    steps: steps(1n, 2n, 3n),
    short: 0,
  });
  expect(await describeSchema(database.client, { clusterWide: false })).toEqual(before);
  await migrateUp(database.url, { folder: folder.path, limit: 1 });
  expect(await previewUp(database.url, { folder: folder.path, limit: 1 })).toMatchObject({
    from: 1n,
    steps: steps(2n),
  });
  expect(await previewUp(database.url, { folder: folder.path, limit: 5 })).toMatchObject({ short: 3 });
});

test('it waits for no lock', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(1));
  for (const key of lockKeys({ schema: 'public', table: 'schema_migrations' }, database.name)) {
    await database.client.query('SELECT pg_advisory_lock($1)', [String(key)]);
  }
  await expect(migrateUp(database.url, { folder: folder.path, lockTimeout: 0 })).rejects.toMatchObject({
    code: 'LOCK_TIMEOUT',
  });
  expect(await previewUp(database.url, { folder: folder.path })).toMatchObject({ steps: steps(1n) });
});

test('what up refuses is refused', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ ...tablePairs(1), '000002_bad.up.sql': 'nonsense' });
  await migrateUp(database.url, { folder: folder.path }).catch(() => undefined);
  await expect(previewUp(database.url, { folder: folder.path })).rejects.toMatchObject({ code: 'DATABASE_DIRTY' });
  await forceVersion(database.url, 9n);
  await expect(previewUp(database.url, { folder: folder.path })).rejects.toMatchObject({ code: 'UNKNOWN_VERSION' });
});

test('drop takes the tables of the current schema, and what golang-migrate leaves stays', async () => {
  await using database = await scratchDatabase();
  await database.client.query(
    `CREATE SCHEMA other; CREATE TABLE other.kept (); CREATE TYPE kind AS ENUM ('a'); CREATE TABLE "a""b" (k kind);
     CREATE VIEW v AS SELECT * FROM "a""b"; CREATE TABLE kept ()`,
  );
  expect(await dropTables(database.url)).toEqual({ schema: 'public', tables: ['a"b', 'kept', 'schema_migrations'] });
  const { rows } = await database.client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'other'::regnamespace)`,
  );
  expect(rows).toEqual([{ name: 'other.kept' }]);
  expect((await database.client.query(`SELECT to_regtype('kind')`)).rows).toEqual([{ to_regtype: 'kind' }]);
});
