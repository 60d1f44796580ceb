import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { tablePairs } from '../../migrations/migrations-folder.ts';
import { test as plainTest, type Said } from '../run-cli.ts';

/** Runs a `migrate` command on a database of the test's own; three pairs stand in `migrations`. */
type Migrate = (command: string, ...args: string[]) => Promise<Said>;

interface Fixtures {
  database: ScratchDatabase;
  migrate: Migrate;
  /** As `echo ANSWER | elementaldb migrate down`. */
  answer: (input: string) => Promise<Said>;
}

const test = plainTest.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  database: async ({}, use) => {
    await using database = await scratchDatabase('cli');
    await use(database);
  },
  migrate: async ({ sandbox, database }, use) => {
    const files = Object.entries(tablePairs(3)).map(([name, content]) => [join('migrations', name), content]);
    sandbox.write(Object.fromEntries(files));
    await use((command, ...args) => sandbox.runHere(['migrate', command, ...args, '--database-url', database.url]));
  },
  answer: async ({ sandbox, database }, use) => {
    await use((input) => sandbox.runHere(['migrate', 'down', '--database-url', database.url], { input }));
  },
});

async function tables({ client }: ScratchDatabase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^t' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** A second pair whose up fails in its second statement. */
const BROKEN = 'BEGIN;\nCREATE TABLE t2 (id int);\nALTER TABLE t1\n  ADD COLUMN site txet;\nEND;\n';

describe('migrate up', () => {
  test('applies all, each named as golang-migrate does; then there is no change', async ({ migrate, database }) => {
    const said = await migrate('up');
    expect(said).toMatchObject({ exitCode: 0, stdout: '' });
    expect(said.stderr).toMatch(/^1\/u t1 \(.+\)\n2\/u t2 \(.+\)\n3\/u t3 \(.+\)\n$/);
    expect(await tables(database)).toEqual(['t1', 't2', 't3']);
    expect(await migrate('up')).toEqual({ exitCode: 0, stdout: '', stderr: 'no change\n' });
  });

  test('N applies N; with fewer left it applies these and ends with 1', async ({ migrate, database }) => {
    expect(await migrate('up', '2')).toMatchObject({ exitCode: 0 });
    expect(await tables(database)).toEqual(['t1', 't2']);
    const said = await migrate('up', '5');
    expect(said.exitCode).toBe(1);
    expect(said.stderr).toContain('error: limit 4 short');
    expect(await tables(database)).toEqual(['t1', 't2', 't3']);
  });

  test('that fails shows place, statement, SQLSTATE, state and fix, and ends with 1', async ({ migrate, sandbox }) => {
    sandbox.write({ 'migrations/000002_t2.up.sql': BROKEN });
    const said = await migrate('up');
    expect(said).toMatchObject({ exitCode: 1, stdout: '' });
    const file = join('migrations', '000002_t2.up.sql');
    expect(said.stderr.split('\n').slice(1)).toEqual([
      `error: ${file}:4:19: type "txet" does not exist (42704)`,
      '',
      '  2 | CREATE TABLE t2 (id int);',
      '  3 | ALTER TABLE t1',
      '> 4 |   ADD COLUMN site txet;',
      '    |                   ^',
      '  5 | END;',
      '',
      'state: The ledger is at 2 (dirty). Nothing of the file was kept.',
      expect.stringMatching(/^fix: Fix the file, then run `elementaldb migrate force 1`/),
      '',
    ]);
  });

  test("shows the server's own hint", async ({ migrate, sandbox }) => {
    sandbox.write({ 'migrations/000002_t2.up.sql': 'SELECT lenght(1);' });
    expect((await migrate('up')).stderr).toMatch(/\(42883\)\n\n(.*\n)+server hint: /);
  });

  test('waits for another runner no longer than told', async ({ migrate, database }) => {
    const { client } = database;
    const key = await lockKey(database);
    await client.query('SELECT pg_advisory_lock($1)', [key]);
    const said = await migrate('up', '--lock-timeout', '1');
    expect(said.exitCode).toBe(1);
    expect(said.stderr).toMatch(/lock/);
    expect(await tables(database)).toEqual([]);
  });
});

/** golang-migrate's: the CRC of schema, table and database, times a salt. */
async function lockKey({ name }: ScratchDatabase): Promise<string> {
  const { crc32 } = await import('node:zlib');
  const sum = BigInt(crc32(`public\0schema_migrations\0${name}`));
  return String((sum * 1_486_364_155n) % 2n ** 32n);
}

describe('migrate down', () => {
  test('N reverts N, newest first', async ({ migrate, database }) => {
    await migrate('up');
    const said = await migrate('down', '2');
    expect(said.exitCode).toBe(0);
    expect(said.stderr).toMatch(/^3\/d t3 \(.+\)\n2\/d t2 \(.+\)\n$/);
    expect(await tables(database)).toEqual(['t1']);
    expect(await migrate('down', '2')).toMatchObject({ exitCode: 1 });
  });

  test('without N asks first, and reverts all after a yes', async ({ migrate, sandbox, database }) => {
    await migrate('up');
    const said = await sandbox.run(['migrate', 'down', '--database-url', database.url], { input: 'y\n' });
    expect(said.exitCode).toBe(0);
    expect(said.stderr).toContain('Revert all migrations? [y/N] ');
    expect(await tables(database)).toEqual([]);
  });

  test.for([
    ['no', 'n\n'],
    ['an empty line', '\n'],
    ['the end of the input', ''],
    ['anything else', 'yesterday\n'],
  ] as const)('reverts nothing after %s, and ends with 1', async ([, input], { migrate, answer, database }) => {
    await migrate('up');
    const said = await answer(input);
    expect(said.exitCode).toBe(1);
    expect(said.stderr).toContain('Nothing was reverted.');
    expect(await tables(database)).toEqual(['t1', 't2', 't3']);
  });

  test('--all does not ask', async ({ migrate, database }) => {
    await migrate('up');
    const said = await migrate('down', '--all');
    expect(said.exitCode).toBe(0);
    expect(said.stderr).not.toContain('?');
    expect(await tables(database)).toEqual([]);
    expect(await migrate('down', '--all')).toMatchObject({ exitCode: 0, stderr: 'no change\n' });
  });
});

describe('migrate goto, version and force', () => {
  test('goto goes up and down', async ({ migrate, database }) => {
    expect((await migrate('goto', '3')).exitCode).toBe(0);
    expect((await migrate('goto', '1')).exitCode).toBe(0);
    expect(await tables(database)).toEqual(['t1']);
    expect(await migrate('goto', '1')).toMatchObject({ exitCode: 0, stderr: 'no change\n' });
    expect(await migrate('goto', '9')).toMatchObject({ exitCode: 1 });
    expect(await migrate('version')).toEqual({ exitCode: 0, stdout: '1\n', stderr: '' });
  });

  test('version of a database without one ends with 1', async ({ migrate }) => {
    expect(await migrate('version')).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await migrate('version')).stderr).toMatch(/^error: no migration\n/);
  });

  test('a dirty database is not touched until force says where it stands', async ({ migrate, sandbox }) => {
    sandbox.write({ 'migrations/000002_t2.up.sql': BROKEN });
    await migrate('up');
    expect(await migrate('version')).toMatchObject({ exitCode: 0, stdout: '2 (dirty)\n' });
    const refused = await migrate('up');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('error: Dirty database version 2. Fix and force version.');
    expect(await migrate('force', '1')).toMatchObject({ exitCode: 0 });
    expect(await migrate('version')).toMatchObject({ stdout: '1\n' });
    sandbox.write({ 'migrations/000002_t2.up.sql': tablePairs(2)['000002_t2.up.sql'] ?? '' });
    expect(await migrate('up')).toMatchObject({ exitCode: 0 });
  });

  test('force -1 says that nothing is applied', async ({ migrate }) => {
    await migrate('up', '1');
    expect(await migrate('force', '-1')).toMatchObject({ exitCode: 0 });
    expect(await migrate('version')).toMatchObject({ exitCode: 1 });
  });

  test.for([
    ['goto'],
    ['goto', 'x'],
    ['force'],
    ['force', 'x'],
    ['up', 'x'],
    ['down', '-1'],
    ['up', '--lock-timeout', 'x'],
  ])('%j is refused before anything is connected to', async (args, { sandbox }) => {
    const said = await sandbox.runHere([
      'migrate',
      ...args,
      '--database-url',
      'postgresql://nobody@127.0.0.1:1/nowhere',
    ]);
    expect([1, 2]).toContain(said.exitCode);
    expect(said.stderr).toMatch(/^error: /);
    expect(said.stderr).not.toMatch(/connect|migrations folder/);
  });
});

describe('migrate drop', () => {
  test('asks, wants the URL of the database, and takes the tables', async ({ migrate, sandbox, database }) => {
    await migrate('up');
    expect(await migrate('drop')).toMatchObject({ exitCode: 1 });
    expect(await sandbox.runHere(['migrate', 'drop', '-f'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('drop needs the URL of the database'),
    });
    expect(await tables(database)).toEqual(['t1', 't2', 't3']);
    expect(await migrate('drop', '-f')).toMatchObject({
      exitCode: 0,
      stderr: 'Dropped 4 tables of the schema public.\n',
    });
    expect(await tables(database)).toEqual([]);
  });

  test('names a schema without tables', async ({ sandbox, database }) => {
    await database.client.query('CREATE SCHEMA bare; CREATE SCHEMA ledger');
    const table = `x-migrations-table-quoted=1&x-migrations-table=${encodeURIComponent('"ledger"."m"')}`;
    const url = `${database.url}?search_path=bare&${table}`;
    expect(await sandbox.runHere(['migrate', 'drop', '-f', '--database-url', url])).toMatchObject({
      exitCode: 0,
      stderr: 'Dropped 0 tables of the schema bare.\n',
    });
  });
});

test('a source with an incomplete escape is wrong input, not a fault', async ({ sandbox }) => {
  const source = await sandbox.runHere(['migrate', '-source', 'file://%zz', '-database', 'postgres://h/x', 'up']);
  expect(source.stderr).toBe('error: invalid source: file://%zz\nfix: Write % in the name of the folder as %25.\n');
});

describe('migrate up --dry-run', () => {
  test('prints what would run with the versions that it expects, and runs nothing', async ({ migrate, database }) => {
    await migrate('up', '1');
    const { exitCode, stdout } = await migrate('up', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^The ledger public.schema_migrations is at version 1, clean\.\n2\/u .*000002_t2.up.sql \(version 1 -> version 2\)\n3\/u .+\nNothing was run\.\n$/,
    );
    expect(await tables(database)).toEqual(['t1']);
    expect(await migrate('up', '9', '--dry-run')).toMatchObject({ exitCode: 1 });
  });
});

describe('migrate status and doctor', () => {
  test('status lists every migration with its state in the ledger', async ({ migrate }) => {
    await migrate('up', '1');
    const { stdout, exitCode } = await migrate('status');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'version  migration  state\n      1  t1         applied\n      2  t2         pending\n      3  t3         pending\n' +
        '\nThe database is at version 1; 2 pending.\n',
    );
  });

  test('doctor ends with 0 when nothing is wrong', async ({ migrate }) => {
    await migrate('up');
    expect(await migrate('doctor')).toMatchObject({
      exitCode: 0,
      stdout: 'The database is at version 3, clean. Nothing is wrong.\n',
    });
  });

  test('doctor ends with 1 and says which file failed, what it left and what to force', async ({
    migrate,
    sandbox,
  }) => {
    sandbox.write({ 'migrations/000002_t2.up.sql': BROKEN });
    await migrate('up');
    const { stdout, exitCode } = await migrate('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed: .+000002_t2\.up\.sql\n {2}left: {2}Nothing/m);
    expect(stdout).toContain('elementaldb migrate force 1\n');
  });
});

describe('migrate create', () => {
  test('writes a pair with the next number and prints both paths', async ({ migrate: _files, sandbox }) => {
    const said = await sandbox.runHere(['migrate', 'create', 'add site index']);
    const folder = join(sandbox.folder, 'migrations');
    const [up, down] = ['up', 'down'].map((half) => join('migrations', `000004_add_site_index.${half}.sql`));
    expect(said).toEqual({ exitCode: 0, stdout: `${up}\n${down}\n`, stderr: '' });
    expect(readdirSync(folder)).toHaveLength(8);
    expect(readFileSync(join(sandbox.folder, up ?? ''), 'utf8')).toContain('BEGIN;');
  });

  test.for([['../x'], ['x', '--digits', '0']])(
    '%j is refused and nothing is written',
    async (args, { migrate, sandbox }) => {
      void migrate;
      expect(await sandbox.runHere(['migrate', 'create', ...args])).toMatchObject({ exitCode: 1, stdout: '' });
      expect(readdirSync(join(sandbox.folder, 'migrations'))).toHaveLength(6);
    },
  );
});
