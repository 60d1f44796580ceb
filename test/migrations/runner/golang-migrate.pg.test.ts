import { describe, expect, test as base } from 'vitest';

import { lockKeys } from '../../../src/migrations/ledger/ledger.ts';
import { forceVersion, migrateDown, migrateTo, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { currentVersion } from '../../../src/migrations/runner/status.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { found, test, ledger, tables } from './both-tools.ts';

if ('missing' in found) {
  process.emitWarning(`tests against golang-migrate are skipped: ${found.missing}`);
}

base('the keys are the documented ones', () => {
  expect(lockKeys({ schema: 'public', table: 'schema_migrations' }, 'example')).toEqual([852_184_635n, 883_811_544n]);
});

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
