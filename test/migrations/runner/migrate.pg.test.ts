import { describe, expect, test } from 'vitest';

import { migrateDown, migrateUp, type AppliedStep } from '../../../src/migrations/runner/migrate.ts';
import { runMigrationFile } from '../../../src/migrations/runner/run-migration-file.ts';
import { currentVersion, migrationStatus } from '../../../src/migrations/runner/status.ts';
import { connect } from '../../../src/postgres/connect.ts';
import { type ScratchDatabase, scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

async function exists({ client }: ScratchDatabase, relation: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [relation]);
  return rows[0]?.there === true;
}

test('each file is reported with its time and notices', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ ...tablePairs(2), '000002_t2.up.sql': 'DROP TABLE IF EXISTS nope;' });
  const steps: AppliedStep[] = [];
  const result = await migrateUp(database.client, { folder: folder.path, onProgress: (step) => void steps.push(step) });
  expect(result).toEqual({ from: null, to: 2n, applied: steps });
  expect(steps).toMatchObject([
    { version: 1n, name: 't1', direction: 'up', notices: [] },
    { version: 2n, notices: [{ severity: 'NOTICE', code: '00000', message: expect.stringContaining('nope') }] },
  ]);
});

test('a faulty file stops the run before anything is applied', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ ...tablePairs(2), '000002_t2.up.sql': Buffer.from('SELECT \0') });
  await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({ code: 'SQL_FILE_NUL' });
  expect(await currentVersion(database.url)).toEqual({ version: null, dirty: false });
  expect(await exists(database, 't1')).toBe(false);
});

test('a signal stops after the file that is running', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(3));
  const stop = new AbortController();
  const { to } = await migrateUp(database.url, {
    folder: folder.path,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(to).toBe(1n);
  expect(await currentVersion(database.url)).toEqual({ version: 1n, dirty: false });
});

test("the caller's connection stays open, without a transaction and locks, after a failure", async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ ...tablePairs(1), '000001_t1.up.sql': 'BEGIN; SELECT nonsense;' });
  await expect(migrateUp(database.client, { folder: folder.path })).rejects.toMatchObject({ sqlstate: '42703' });
  expect(database.client.getTransactionStatus()).toBe('I');
  expect(
    (await database.client.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`)).rows,
  ).toEqual([]);
});

test('a statement timeout of the URL ends a file that takes too long', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ '1_a.up.sql': 'SELECT pg_sleep(30)' });
  await expect(migrateUp(`${database.url}?x-statement-timeout=100`, { folder: folder.path })).rejects.toMatchObject({
    sqlstate: '57014',
  });
});

test('reading the status creates no ledger', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(2));
  expect((await migrationStatus(database.url, { folder: folder.path })).migrations.map(({ state }) => state)).toEqual([
    'pending',
    'pending',
  ]);
  expect(await exists(database, 'schema_migrations')).toBe(false);
});

test('a lost connection leaves a dirty ledger', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ '1_a.up.sql': 'SELECT pg_sleep(30)' });
  const client = await connect(database.url);
  const failure = migrateUp(client, { folder: folder.path }).catch((error: unknown) => error);
  await expect.poll(async () => (await currentVersion(database.url)).dirty).toBe(true);
  client.connection.stream.destroy();
  expect(await failure).toMatchObject({
    code: 'MIGRATION_FAILED',
    state: expect.stringContaining('The connection was lost'),
    hint: expect.stringContaining('migrate doctor'),
  });
  expect(await currentVersion(database.url)).toEqual({ version: 1n, dirty: true });
});

test('the status compares files and ledger', async () => {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder({ ...tablePairs(3), '000002_t2.up.sql': 'nonsense' });
  await expect(migrateUp(database.url, { folder: folder.path })).rejects.toThrow(/syntax error/);
  const status = await migrationStatus(database.url, { folder: folder.path });
  expect(status).toMatchObject({ version: 2n, dirty: true, unknownVersion: false });
  expect(status.migrations.map(({ state }) => state)).toEqual(['applied', 'dirty', 'pending']);
});

describe('an unusable ledger', () => {
  test('without a schema', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(1));
    await database.client.query('DROP SCHEMA public');
    await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({
      code: 'NO_CURRENT_SCHEMA',
      message: expect.stringContaining('"$user", public'),
    });
  });

  test('after a migration that made the session read-only: the database stays dirty', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      ...tablePairs(1),
      '000001_t1.up.sql': 'SET default_transaction_read_only = on',
    });
    await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({
      code: 'LEDGER_UNUSABLE',
      kind: 'environment',
    });
    expect(await currentVersion(database.url)).toEqual({ version: 1n, dirty: true });
  });

  test('with a role that cannot create it; an existing one is used', async () => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({ '1_a.up.sql': 'SELECT 1', '1_a.down.sql': 'SELECT 1' });
    const role = `${database.name}_role`;
    await database.client.query(`CREATE ROLE ${role}; REVOKE CREATE ON SCHEMA public FROM public; SET ROLE ${role}`);
    try {
      await expect(migrateUp(database.client, { folder: folder.path })).rejects.toMatchObject({
        code: 'LEDGER_UNUSABLE',
      });
      await database.client.query('RESET ROLE');
      await migrateUp(database.client, { folder: folder.path });
      await database.client.query(`GRANT ALL ON schema_migrations TO ${role}; SET ROLE ${role}`);
      expect((await migrateDown(database.client, { folder: folder.path })).to).toBe(null);
    } finally {
      await database.client.query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});

describe('a file by itself', () => {
  test('returns its failure as a value, with the number of finished statements', async () => {
    await using database = await scratchDatabase();
    const run = await runMigrationFile(database.client, 'SELECT 1; SELECT 2; SELECT 1/0; SELECT 3');
    expect(run).toMatchObject({ ok: false, completed: 2, error: { code: '22012' } });
  });

  test('is one transaction without BEGIN', async () => {
    await using database = await scratchDatabase();
    await runMigrationFile(database.client, 'CREATE TABLE a (); SELECT 1/0');
    await runMigrationFile(database.client, 'BEGIN; CREATE TABLE b (); END; CREATE TABLE c (); SELECT 1/0');
    expect([await exists(database, 'a'), await exists(database, 'b'), await exists(database, 'c')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('must not leave a transaction open, which is rolled back', async () => {
    await using database = await scratchDatabase();
    const run = await runMigrationFile(database.client, 'BEGIN; CREATE TABLE a ();');
    expect(run).toMatchObject({ ok: false, error: { code: 'TRANSACTION_LEFT_OPEN' } });
    expect(await exists(database, 'a')).toBe(false);
    expect(await runMigrationFile(database.client, 'SELECT 1')).toMatchObject({ ok: true });
  });

  test('that waits for COPY data does not hang', async () => {
    await using database = await scratchDatabase();
    const run = await runMigrationFile(database.client, 'CREATE TABLE a (i int); COPY a FROM stdin;');
    expect(run).toMatchObject({ ok: false, error: { code: '57014', message: expect.stringContaining('has no data') } });
    expect((await runMigrationFile(database.client, 'COPY (SELECT 1) TO stdout')).ok).toBe(true);
  });

  test('returns the loss of its connection as a value', async () => {
    await using database = await scratchDatabase();
    const client = await connect(database.url);
    const run = await runMigrationFile(client, 'SELECT pg_terminate_backend(pg_backend_pid())');
    expect(run).toMatchObject({ ok: false, error: { code: '57P01' } });
    expect(await runMigrationFile(client, 'SELECT 1')).toMatchObject({ ok: false });
    await client.end();
  });
});
