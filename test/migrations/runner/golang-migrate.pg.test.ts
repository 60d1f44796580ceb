import { describe, expect, test as base } from 'vitest';

import { lockKeys } from '../../../src/migrations/ledger/ledger.ts';
import { forceVersion, migrateDown, migrateTo, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { currentVersion } from '../../../src/migrations/runner/status.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { type ScratchDatabase, scratchDatabase } from '../../database.ts';
import { golangMigrate } from './golang-migrate.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';

const found = await golangMigrate();
if ('missing' in found) {
  process.emitWarning(`tests against golang-migrate are skipped: ${found.missing}`);
}

/** Tests that get the real golang-migrate, or are skipped for want of it. */
const test = base.extend('migrate', ({ skip }) => ('missing' in found ? skip(found.missing) : found.migrate));

/** The ledger's rows, as text. */
async function ledger({ client }: ScratchDatabase): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(
    `SELECT version || ' ' || dirty AS row FROM schema_migrations ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}

async function tables({ client }: ScratchDatabase): Promise<string> {
  const { rows } = await client.query<{ names: string | null }>(
    `SELECT string_agg(relname, ' ' ORDER BY relname) AS names FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migrations'`,
  );
  return rows[0]?.names ?? '';
}

describe('each continues where the other stopped', () => {
  test('up, by turns', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(4));
    await migrateUp(database.url, { folder: folder.path, limit: 1 });
    expect((await migrate(folder.path, database.url, 'up', '1')).output).toContain('2/u t2');
    expect((await migrateUp(database.url, { folder: folder.path, limit: 1 })).to).toBe(3n);
    expect((await migrate(folder.path, database.url, 'up')).output).toContain('4/u t4');
    expect((await migrateUp(database.url, { folder: folder.path })).applied).toEqual([]);
    expect((await migrate(folder.path, database.url, 'up')).output).toContain('no change');
    expect(await ledger(database)).toEqual(['4 false']);
    expect(await tables(database)).toBe('t1 t2 t3 t4');
  });

  test('down, by turns, to nothing', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(4));
    await migrate(folder.path, database.url, 'up');
    expect((await migrateDown(database.url, { folder: folder.path, limit: 1 })).to).toBe(3n);
    expect((await migrate(folder.path, database.url, 'down', '1')).output).toContain('3/d t3');
    expect((await migrateDown(database.url, { folder: folder.path })).to).toBe(null);
    expect(await ledger(database)).toEqual([]);
    expect((await migrate(folder.path, database.url, 'version')).output).toContain('no migration');
    expect((await migrate(folder.path, database.url, 'down', '-all')).output).toContain('no change');
  });

  test('goto and force, by turns', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(4));
    await migrateTo(database.url, 3n, { folder: folder.path });
    expect((await migrate(folder.path, database.url, 'goto', '1')).output).toContain('2/d t2');
    expect(await tables(database)).toBe('t1');
    await forceVersion(database.url, 4n);
    expect((await migrate(folder.path, database.url, 'version')).output.trim()).toBe('4');
    await migrate(folder.path, database.url, 'force', '1');
    expect(await currentVersion(database.url)).toEqual({ version: 1n, dirty: false });
    await forceVersion(database.url, null);
    expect((await migrate(folder.path, database.url, 'version')).output).toContain('no migration');
  });

  test('on a ledger of another name', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(2));
    const url = `${database.url}?x-migrations-table="my"."le dger"&x-migrations-table-quoted=true`;
    await database.client.query('CREATE SCHEMA my');
    await migrateUp(url, { folder: folder.path, limit: 1 });
    expect((await migrate(folder.path, url.replaceAll('"', '%22').replaceAll(' ', '%20'), 'up')).output).toContain(
      '2/u t2',
    );
    expect(await currentVersion(url)).toEqual({ version: 2n, dirty: false });
  });
});

test('both create the same ledger', async ({ migrate }) => {
  const shape = `SELECT attname, atttypid::regtype::text, attnotnull, attidentity, pg_get_expr(adbin, adrelid) AS default,
                        pg_get_constraintdef(c.oid), c.conname, relpersistence, obj_description(k.oid)
                   FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid AND attnum > 0
                   LEFT JOIN pg_attrdef ON adrelid = k.oid AND adnum = attnum
                   LEFT JOIN pg_constraint c ON c.conrelid = k.oid AND c.contype = 'p'
                  WHERE relname = 'schema_migrations' ORDER BY attnum`;
  await using ours = await scratchDatabase();
  await using theirs = await scratchDatabase();
  await using folder = await migrationsFolder(tablePairs(1));
  await migrateUp(ours.url, { folder: folder.path });
  await migrate(folder.path, theirs.url, 'up');
  const { rows } = await theirs.client.query(shape);
  expect(rows).toHaveLength(2);
  expect((await ours.client.query(shape)).rows).toEqual(rows);
});

/** Failures, with the same ledger and database after either tool. */
const FAILURES: Record<string, { prepare: string[]; files: Record<string, string>; run: 'up' | 'down' }> = {
  'an up that fails': {
    prepare: ['up 1'],
    files: { '000002_t2.up.sql': 'BEGIN; CREATE TABLE x (); SELECT 1/0; END;' },
    run: 'up',
  },
  'a down that fails': {
    prepare: ['up'],
    files: { '000003_t3.down.sql': 'DROP TABLE t3; DROP TABLE nope;' },
    run: 'down',
  },
  'the down of the first': { prepare: ['up 1'], files: { '000001_t1.down.sql': 'DROP TABLE nope;' }, run: 'down' },
  'the up of the first': { prepare: [], files: { '000001_t1.up.sql': 'nonsense' }, run: 'up' },
  'two blocks, the second failing': {
    prepare: ['up 1'],
    files: { '000002_t2.up.sql': 'BEGIN; CREATE TABLE x (); END; BEGIN; CREATE TABLE y (); SELECT 1/0; END;' },
    run: 'up',
  },
  'BEGIN without COMMIT': { prepare: ['up 1'], files: { '000002_t2.up.sql': 'BEGIN; CREATE TABLE x ();' }, run: 'up' },
  'a file that ends in ROLLBACK': {
    prepare: ['up 2'],
    files: { '000003_t3.up.sql': 'BEGIN; CREATE TABLE x (); ROLLBACK;' },
    run: 'up',
  },
  'CREATE INDEX CONCURRENTLY beside another statement': {
    prepare: ['up 1'],
    files: { '000002_t2.up.sql': 'SELECT 1; CREATE INDEX CONCURRENTLY i ON t1 (id);' },
    run: 'up',
  },
  'CREATE INDEX CONCURRENTLY by itself': {
    prepare: ['up 2'],
    files: { '000003_t3.up.sql': 'CREATE INDEX CONCURRENTLY i ON t1 (id);' },
    run: 'up',
  },
  'a file of comments': { prepare: ['up 2'], files: { '000003_t3.up.sql': '-- nothing\n' }, run: 'up' },
  'an empty file': { prepare: ['up 2'], files: { '000003_t3.up.sql': '' }, run: 'up' },
  'settings that stay on the session': {
    prepare: [],
    files: {
      '000001_t1.up.sql': 'CREATE SCHEMA s; SET search_path = s;',
      '000002_t2.up.sql': 'CREATE TABLE x ();',
      '000003_t3.up.sql': '',
    },
    run: 'up',
  },
};

describe('the same ledger and tables after', () => {
  test.for(Object.entries(FAILURES))('%s', async ([, { prepare, files, run }], { migrate }) => {
    await using ours = await scratchDatabase();
    await using theirs = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(3));
    for (const command of prepare) {
      await migrate(folder.path, ours.url, ...command.split(' '));
      await migrate(folder.path, theirs.url, ...command.split(' '));
    }
    await folder.write(files);
    const limit = run === 'up' ? {} : { limit: 1 };
    const outcome = await (run === 'up' ? migrateUp : migrateDown)(ours.url, { folder: folder.path, ...limit }).then(
      () => 0,
      () => 1,
    );
    const said = await migrate(folder.path, theirs.url, ...(run === 'up' ? ['up'] : ['down', '1']));
    expect({ exitCode: outcome, said }).toEqual({ exitCode: said.exitCode, said });
    expect(await ledger(ours)).toEqual(await ledger(theirs));
    expect(await tables(ours)).toBe(await tables(theirs));
  });

  test('a missing file, which still changes the version', async ({ migrate }) => {
    await using ours = await scratchDatabase();
    await using theirs = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(2));
    await folder.remove('000002_t2.down.sql');
    await migrate(folder.path, theirs.url, 'up');
    await migrateUp(ours.url, { folder: folder.path });
    expect((await migrate(folder.path, theirs.url, 'down', '1')).output).toContain('2/d <empty>');
    const { applied } = await migrateDown(ours.url, { folder: folder.path, limit: 1 });
    expect(applied).toMatchObject([{ version: 2n, direction: 'down', file: undefined }]);
    expect(await ledger(ours)).toEqual(await ledger(theirs));
    expect(await tables(ours)).toBe('t1 t2');
    expect(await tables(theirs)).toBe('t1 t2');
  });
});

describe('both reject', () => {
  test('a database that the other left dirty', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({ ...tablePairs(2), '000002_t2.up.sql': 'nonsense' });
    await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    const theirs = await migrate(folder.path, database.url, 'up');
    expect(theirs.exitCode).toBe(1);
    expect(theirs.output).toContain('Dirty database version 2. Fix and force version.');
    await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({
      code: 'DATABASE_DIRTY',
      message: 'Dirty database version 2. Fix and force version.',
    });
  });

  test.for([
    { title: 'a version that no file has', command: ['goto', '9'], ours: 'no migration found for version 9' },
    { title: 'more ups than there are', command: ['up', '5'], ours: 'limit 2 short' },
    { title: 'more downs than there are', command: ['down', '5'], ours: 'limit 5 short' },
  ])('$title', async ({ command, ours }, { migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(3));
    const [verb, number] = command;
    const theirs = await migrate(folder.path, database.url, ...command);
    const before = await ledger(database);
    await database.client.query('DROP TABLE IF EXISTS schema_migrations, t1, t2, t3');
    const options = { folder: folder.path };
    const run =
      verb === 'goto'
        ? migrateTo(database.url, BigInt(number ?? ''), options)
        : (verb === 'up' ? migrateUp : migrateDown)(database.url, { ...options, limit: Number(number) });
    await expect(run).rejects.toMatchObject({ message: ours, kind: 'migration' });
    expect(theirs.exitCode).toBe(1);
    expect(theirs.output).toContain(verb === 'down' ? 'file does not exist' : ours);
    expect(await ledger(database)).toEqual(before);
  });

  test('a version without files', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(2));
    await forceVersion(database.url, 7n);
    for (const command of [['up'], ['down', '1'], ['goto', '1']]) {
      const said = await migrate(folder.path, database.url, ...command);
      expect(said.output).toContain('no migration found for version 7');
    }
    const options = { folder: folder.path };
    const refusal = { code: 'UNKNOWN_VERSION', message: 'no migration found for version 7' };
    await expect(migrateUp(database.url, options)).rejects.toMatchObject(refusal);
    await expect(migrateDown(database.url, { ...options, limit: 1 })).rejects.toMatchObject(refusal);
    await expect(migrateTo(database.url, 1n, options)).rejects.toMatchObject(refusal);
  });

  test('one version in two files', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({ '1_a.up.sql': '', '01_b.up.sql': '' });
    expect((await migrate(folder.path, database.url, 'up')).output).toContain('duplicate migration file');
    await expect(migrateUp(database.url, { folder: folder.path })).rejects.toMatchObject({
      code: 'MIGRATIONS_AMBIGUOUS',
    });
  });
});

describe('neither runs while the other does', () => {
  test('golang-migrate waits for us', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      ...tablePairs(2),
      '000001_t1.up.sql': 'SELECT pg_sleep(1.5); CREATE TABLE t1 ();',
    });
    const ours = migrateUp(database.url, { folder: folder.path, limit: 1 });
    await heldKeys(database, 2);
    const theirs = await migrate(folder.path, database.url, 'up');
    await ours;
    // Had it not waited, it would have found a dirty database.
    expect(theirs.output).toContain('2/u t2');
    expect(await ledger(database)).toEqual(['2 false']);
  });

  test('we wait for golang-migrate, and name it after a timeout', async ({ migrate }) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder({
      ...tablePairs(2),
      '000001_t1.up.sql': 'SELECT pg_sleep(2); CREATE TABLE t1 ();',
    });
    const theirs = migrate(folder.path, database.url, 'up', '1');
    await heldKeys(database, 1);
    await expect(migrateUp(database.url, { folder: folder.path, lockTimeout: 200 })).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: expect.stringMatching(/held by pid \d+ \(unnamed, user \S+, active, latest query \d+ s ago\)/),
    });
    expect((await migrateUp(database.url, { folder: folder.path })).applied).toMatchObject([{ version: 2n }]);
    expect((await theirs).output).toContain('1/u t1');
  });

  base.for([0, 1])('whichever of the two keys it holds (%i)', async (which) => {
    await using database = await scratchDatabase();
    await using folder = await migrationsFolder(tablePairs(1));
    const key = lockKeys({ schema: 'public', table: 'schema_migrations' }, database.name)[which];
    await withConnection(database.url, async (holder) => {
      await holder.query('SELECT pg_advisory_lock($1::bigint)', [key]);
      await expect(migrateUp(database.url, { folder: folder.path, lockTimeout: 150 })).rejects.toMatchObject({
        code: 'LOCK_TIMEOUT',
      });
    });
    expect((await migrateUp(database.url, { folder: folder.path })).to).toBe(1n);
    const { rows } = await database.client
      .query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    expect(rows, 'both locks are released').toEqual([]);
  });
});

base('the keys are the documented ones', () => {
  expect(lockKeys({ schema: 'public', table: 'schema_migrations' }, 'example')).toEqual([852_184_635n, 883_811_544n]);
});

/** Waits until somebody holds that many advisory locks of the database. */
async function heldKeys(database: ScratchDatabase, count: number): Promise<void> {
  const observer = await connect(database.url);
  try {
    await expect
      .poll(
        async () => {
          const { rows } = await observer.query(
            `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          );
          const { rows: sleeping } = await observer.query(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
          );
          return sleeping.length > 0 ? rows.length : 0;
        },
        { timeout: 10_000, interval: 20 },
      )
      .toBe(count);
  } finally {
    await observer.end();
  }
}
