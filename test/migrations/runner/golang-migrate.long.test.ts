import { describe, expect, test as base } from 'vitest';

import { lockKeys } from '../../../src/migrations/ledger/ledger.ts';
import { migrateDown, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { test, ledger, tables } from './both-tools.ts';

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
