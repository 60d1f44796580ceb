import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, inject, test } from 'vitest';

import { findPgPrograms } from '../../src/databases/dumps/pg-programs.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { scratchDatabase } from '../database.ts';
import { type Said } from './run-cli.ts';
import { WITHOUT_PROGRAMS, sandbox, start, snapshot, named, meters, clear, useSandbox } from './snapshots-by-name.ts';

function answer(input: string, url: string, ...args: string[]): Promise<Said> {
  return sandbox.runHere(['snapshot', ...args, '--database-url', url], { input });
}

useSandbox();

describe('on a server of ours', () => {
  let url: string;

  beforeAll(async () => {
    url = await start('meters');
  });

  test('a state is saved, listed, restored and removed by its name', async () => {
    const saved = await named('save', 'full');
    expect(saved).toMatchObject({ exitCode: 0, stdout: '' });
    expect(saved.stderr).toMatch(/^saved full \(\d+\.\d MB, .+\)\n$/m);
    expect((await named('list')).stdout).toMatch(
      /^name +database +size +saved\nfull +elementaldb +\d+\.\d MB .+ ago\n$/,
    );
    expect(JSON.parse((await named('list', '--json')).stdout)).toMatchObject([
      { name: 'full', database: 'elementaldb' },
    ]);
    await clear(url);
    expect((await named('restore', 'full')).stderr).toMatch(/^restored full \(.+\)\n$/m);
    expect(await meters(url)).toBe(2);
    expect(await named('remove', 'full')).toMatchObject({ exitCode: 0, stderr: 'removed full\n' });
    expect(await named('list')).toMatchObject({ exitCode: 0, stdout: 'No snapshots.\n' });
  });

  test.each([
    [['save', '../x'], 2, 'invalid name of a snapshot: "../x"'],
    [['save'], 2, 'the name of the snapshot is missing'],
    [['remove'], 2, 'the argument <name> is missing'],
    [['restore', 'nothing'], 2, 'unknown snapshot "nothing" of the database "elementaldb"'],
    [['save', 'x', '--in-container'], 2, '--in-container needs --file'],
    [['restore', 'x', '--no-owner'], 2, '--no-owner needs --file'],
    [['save', '--file', 'x', '--in-container', '--pg-bin', '.'], 2, '--pg-bin and --in-container cannot be combined'],
    [['save', '--file', 'x', '--pg-bin', '.'], 3, 'no pg_dump and pg_restore for PostgreSQL'],
    [['save', '--file', 'missing/x'], 2, 'missing does not exist'],
    [['restore', '--file', 'missing'], 2, 'cannot read missing'],
    [['restore', '--file', '.'], 2, "not a dump in pg_dump's custom format: ."],
    [['restore', '--file', 'script.sql'], 2, "not a dump in pg_dump's custom format: script.sql"],
  ])('%j ends with %i: %s', async (args, exitCode, message) => {
    sandbox.write({ 'script.sql': '--\n-- PostgreSQL database dump\n--\nSELECT 1;\n' });
    const [command = '', ...rest] = args;
    const said = await named(command, ...rest);
    expect(said).toMatchObject({ exitCode, stdout: '' });
    expect(said.stderr).toMatch(/^error: /m);
    expect(said.stderr).toContain(message);
    expect(said.stderr).not.toMatch(/^ +at /m);
    expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('x'))).toEqual([]);
  });

  test('a used name is refused, and replaced with --replace', async () => {
    await named('save', 'twice');
    const refused = await named('save', 'twice');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toMatch(/^error: the snapshot "twice" .+ exists already\nfix: .+--replace\.\n$/m);
    expect((await named('save', 'twice', '--replace')).exitCode).toBe(0);
    await named('remove', 'twice');
  });

  test('a server that is not running is reported', async () => {
    const said = await snapshot('save', 'x', '--name', 'nowhere');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain('error: no server named "nowhere" is running');
  });

  test('a server that is newer than every pg_dump needs another, which is named', async ({ skip }) => {
    const major = await withConnection(url, async (client) => {
      const { rows } = await client.query<{ major: number }>(
        "SELECT current_setting('server_version_num')::int / 10000 AS major",
      );
      return rows[0]?.major ?? 0;
    });
    const newest = (await findPgPrograms(1).catch(() => [])).at(-1);
    skip(newest === undefined, WITHOUT_PROGRAMS);
    skip(newest !== undefined && newest.version.major >= major, 'a pg_dump that fits is installed');
    const said = await named('save', '--file', 'x.dump');
    expect(said).toMatchObject({ exitCode: 3 });
    expect(said.stderr).toContain(`error: no pg_dump and pg_restore for PostgreSQL ${major}`);
    expect(said.stderr).toContain(newest?.version.text);
    expect(said.stderr).toContain(`apt-get install postgresql-client-${major}`);
    expect(existsSync(join(sandbox.folder, 'x.dump'))).toBe(false);
  });
});

describe('on a database that is not ours', () => {
  test('it describes the change and asks; only "yes" confirms', async () => {
    await using database = await scratchDatabase('snapshot');
    await database.client.query('CREATE TABLE meter AS SELECT 1 AS id');
    const announced = new RegExp(
      `^The database "${database.name}" on 127\\.0\\.0\\.1:\\d+ is not ours\\. This copies it to a snapshot "one" on its ` +
        'server, and disconnects the one session in it\\.\nGo on\\? \\[y/N\\] ',
    );
    for (const input of ['', 'n\n', '\n']) {
      const said = await answer(input, database.url, 'save', 'one');
      expect(said).toMatchObject({ exitCode: 1, stdout: '' });
      expect(said.stderr).toMatch(announced);
      expect(said.stderr).toMatch(/Nothing was saved\.\n$/);
    }
    await database.client.query('SELECT'); // Nobody was disconnected.
    expect(await answer('y\n', database.url, 'save', 'one')).toMatchObject({ exitCode: 0 });
    await clear(database.url);
    const refused = await answer('no\n', database.url, 'restore', 'one');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('its present content is lost, and disconnects');
    expect(await meters(database.url)).toBe(0);
    expect(await answer('', database.url, 'restore', 'one', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await meters(database.url)).toBe(1);
    expect(await answer('', database.url, 'remove', 'one')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['postgresql://nobody:secret@127.0.0.1:1/x', 3],
    ['postgresql://nobody:sec#ret@127.0.0.1:1/x', 2],
    ['nonsense', 2],
  ])('%s ends with %i, and its password is not shown', async (url, exitCode) => {
    const said = await answer('', url, 'save', 'one');
    expect(said).toMatchObject({ exitCode, stdout: '' });
    expect(said.stderr).toMatch(/^error: /);
    expect(said.stderr).not.toMatch(/sec#?ret/);
  });

  test("PostgreSQL's own databases are left alone", async () => {
    const said = await answer('', inject('serverUrl'), 'save', 'one', '--yes');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain('belongs to PostgreSQL itself');
  });
});
