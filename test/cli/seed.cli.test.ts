import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect } from 'vitest';

import { scratchDatabase, type ScratchDatabase } from '../database.ts';
import { test as plainTest, type Said } from './run-cli.ts';

interface Fixtures {
  database: ScratchDatabase;
  /** Runs `seed` on a database of the test's own. */
  seed: (...args: string[]) => Promise<Said>;
}

const test = plainTest.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  database: async ({}, use) => {
    await using database = await scratchDatabase('cli');
    await use(database);
  },
  seed: async ({ sandbox, database }, use) => {
    await use((...args) => sandbox.runHere(['seed', ...args, '--database-url', database.url]));
  },
});

describe('seed --check --database-url', () => {
  test('names the rows that services would fail for, exits with 1, and writes nothing', async ({ database, seed }) => {
    await database.client.query(`CREATE SCHEMA heating;
      CREATE TABLE heating.thermal_model (dataset_id uuid PRIMARY KEY, results jsonb, datasets jsonb);
      INSERT INTO heating.thermal_model VALUES ('00000000-0000-4000-8000-000000000000', '{"ach": -1}', NULL)`);
    const found = await seed('--check');
    expect(found).toMatchObject({ exitCode: 1 });
    expect(found.stdout).toContain('error heating.thermal_model.results ach: is below 0 (1 row)');
    expect(found.stdout).toContain(
      `SELECT * FROM heating.thermal_model WHERE "dataset_id" = '00000000-0000-4000-8000-000000000000'`,
    );
    const report: unknown = JSON.parse((await seed('--check', '--json')).stdout);
    expect(report).toMatchObject({ rows: 1, skipped: expect.arrayContaining(['client_info.clients']) });
    await database.client.query('DELETE FROM heating.thermal_model');
    expect(await seed('--check')).toMatchObject({ exitCode: 0 });
  });

  test('takes no options of a world', async ({ seed }) => {
    expect(await seed('--check', '--sites', '3')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--check with --database-url and --sites cannot be combined'),
    });
  });
});

describe('seed --generic', () => {
  test('fills every table, says which has fewer rows and why, and adds nothing the second time', async ({
    database,
    seed,
  }) => {
    await database.client.query(`CREATE TABLE shop (id serial PRIMARY KEY, open boolean NOT NULL UNIQUE);
      CREATE TABLE sale (id int PRIMARY KEY, shop_id int NOT NULL REFERENCES shop)`);
    const said = await seed('--generic', '--rows', '40');
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toBe(
      'table        added\npublic.sale     40\npublic.shop      2\n\npublic.shop: only 2 added\n' +
        '  no more values for shop_open_key: all 2 are used\n42 rows in 2 tables\n',
    );
    const again = await seed('--generic', '--rows', '40', '--json');
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      populated: [],
      unpopulated: [{ table: 'public.shop', isEmpty: false }],
    });
  });

  test('ends with 1 where a table stays empty, unless that is allowed', async ({ database, seed }) => {
    await database.client.query('CREATE TABLE a (n int); CREATE TABLE b (n int NOT NULL CHECK (n > 5 AND n < 3))');
    const said = await seed('--generic', '--rows', '5');
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toContain('public.b: only 0 added\n  new row for relation "b" violates');
    expect(await seed('--generic', '--rows', '6', '--allow-empty')).toMatchObject({ exitCode: 0 });
  });

  test('ignores the ledgers of migration tools, and reports if there are no other tables', async ({
    database,
    seed,
  }) => {
    await database.client.query(`CREATE SCHEMA app;
      CREATE TABLE app.our_ledger (version bigint PRIMARY KEY, dirty boolean NOT NULL);
      CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
      CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL);
      CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);`);
    expect(await seed('--generic')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('the database has no table to fill'),
    });
    await database.client.query('CREATE TABLE flyway_schema_history (note text NOT NULL)');
    const { stdout } = await seed('--generic', '--rows', '8', '--json');
    expect(JSON.parse(stdout)).toEqual({
      populated: [{ table: 'public.flyway_schema_history', rows: 8 }],
      unpopulated: [],
    });
  });
});

describe('seed --dry-run and meter files', () => {
  const small = ['--profile', 'small', '--datasets', 'electricity,gas'];

  test('a dry run needs no server, writes nothing, and has the readings that the export then has', async ({
    sandbox,
  }) => {
    const args = [
      'seed',
      ...small,
      '--export',
      'meters',
      '--format',
      'meter-files',
      '--layout',
      'square',
      '--layout',
      'intervals',
    ];
    const dry = await sandbox.runHere([...args, '--dry-run', '--json']);
    expect(dry).toMatchObject({ exitCode: 0 });
    const { rows }: { rows: number } = JSON.parse(dry.stdout);
    expect(existsSync(join(sandbox.folder, 'meters'))).toBe(false);
    const { stdout } = await sandbox.runHere(args);
    expect(stdout).toContain(` with ${rows.toLocaleString('en-GB')} readings (`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(JSON.parse((await sandbox.runHere([...args, '--json'])).stdout)).toMatchObject({
      alreadyThere: true,
      readings: rows,
      span: { from: '2024-01-01T00:00:00.000Z', to: '2024-02-01T00:00:00.000Z' },
    });
  });

  test('a dry run for a database names every dataset, and says what is exact and what is not', async ({ sandbox }) => {
    const { stdout, exitCode } = await sandbox.runHere(['seed', ...small, '--dry-run']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^dataset +rows +size +time\nclients +2 /);
    expect(stdout).toMatch(/\nelectricity +8,934 +\d/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('in a new database. Nothing was written. Rows are exact.');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

describe('seed', () => {
  test('fills the database of start, and its tables have their indexes', async ({ sandbox }) => {
    const indexes = ['query', 'SELECT indexdef FROM pg_indexes ORDER BY 1'];
    expect(await sandbox.run(['start', '--detach', '--migrations', MIGRATIONS])).toMatchObject({ exitCode: 0 });
    const before = await sandbox.runHere(indexes);
    const world = ['--clients', '1', '--sites', '2', '--from', '2024-01-01', '--to', '2024-01-03'];
    expect(await sandbox.run(['seed', ...world])).toMatchObject({ exitCode: 0 });
    const { stdout } = await sandbox.runHere(['query', 'SELECT count(*) > 300 AS many FROM tariffs.electricity']);
    expect(stdout).toBe('many\nt\n');
    expect((await sandbox.runHere(indexes)).stdout.split('\n')).toEqual(
      expect.arrayContaining(before.stdout.trim().split('\n')),
    );
    await sandbox.run(['stop']);
  });

  test.for<[string, string[]]>([
    ['invalid --from: 2024-02-30', ['--from', '2024-02-30']],
    ['has none of the tables', []],
    ['--mode fast needs a database', ['--mode', 'fast']],
    ['nowhere.js: ', ['--dataset-file', 'nowhere.js']],
    ['--append and --replace cannot be combined', ['--append', '--replace']],
  ])('of what cannot be meant ends with 2 and a reason: %s', async ([reason, args], { seed }) => {
    const { exitCode, stderr } = await seed(...args);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(reason) });
  });

  test.for<[string, string[]]>([
    ['unknown dataset "nope"', ['--datasets', 'nope']],
    ['unknown dataset "nope"', ['--datasets', 'nope', '--mode', 'fast']],
    ['nowhere.js: ', ['--dataset-file', 'nowhere.js']],
    ['invalid number of workers: 0', ['--workers', '0']],
    ['invalid shard: 9/2', ['--shard', '9/2']],
    ['invalid row count: 0', ['--generic', '--rows', '0']],
    ['--rows needs --generic', ['--rows', '5']],
  ])('of what cannot be meant is told before a server is asked: %s', async ([reason, args], { sandbox }) => {
    const { exitCode, stderr } = await sandbox.runHere([
      'seed',
      ...args,
      '--database-url',
      'postgresql://127.0.0.1:1/none',
    ]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(reason) });
  });

  test('into an invalid URL shows how to write one', async ({ sandbox }) => {
    const { exitCode, stderr } = await sandbox.runHere(['seed', '--database-url', 'notaurl']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Use postgresql://user:password@host:5432/database'),
    });
  });
});
