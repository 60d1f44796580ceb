import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { findPgPrograms } from '../../src/databases/dumps/pg-programs.ts';
import { connect, withConnection } from '../../src/postgres/connect.ts';
import { eventually } from '../servers/child.ts';
import { scratchDatabase } from '../database.ts';
import { GOOD, jsonOf, makeSandbox, type Said, type Sandbox } from './run-cli.ts';

/** A folder with pg_dump, pg_restore and the server of the same version; undefined where none is installed. */
async function installedPostgres(): Promise<string | undefined> {
  const found = await findPgPrograms(15).catch(() => []);
  return found.map(({ folder }) => folder).find((folder) => existsSync(join(folder, 'initdb')));
}

const installed = await installedPostgres();
const WITHOUT_PROGRAMS = 'no pg_dump is installed beside its server (Debian: apt-get install postgresql)';

let sandbox: Sandbox;
let dispose: () => Promise<void>;

beforeAll(() => {
  ({ sandbox, dispose } = makeSandbox());
});

afterAll(() => dispose());

async function start(name: string, ...options: string[]): Promise<string> {
  const said = await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD, '--name', name, ...options]);
  return String(jsonOf(said)['url']);
}

function snapshot(...args: string[]): Promise<Said> {
  return sandbox.run(['snapshot', ...args]);
}

function named(command: string, ...args: string[]): Promise<Said> {
  return snapshot(command, ...args, '--name', 'meters');
}

function onSystem(command: string, ...args: string[]): Promise<Said> {
  return snapshot(command, ...args, '--name', 'system');
}

function answer(input: string, url: string, ...args: string[]): Promise<Said> {
  return sandbox.run(['snapshot', ...args, '--database-url', url], { input });
}

async function meters(url: string): Promise<number> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM meter');
    return rows[0]?.n ?? -1;
  });
}

async function clear(url: string): Promise<void> {
  await withConnection(url, (client) => client.query('TRUNCATE meter CASCADE'));
}

async function leftovers(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb\\_new\\_%'",
    );
    return rows.map(({ name }) => name);
  });
}

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

  test('a process killed while saving leaves no snapshot, and the next command drops its leftovers', async () => {
    await killedBeforeTheLastStep(url, ['save', 'half']);
    expect(await leftovers(url)).toHaveLength(1);
    expect(await named('list')).toMatchObject({ stdout: 'No snapshots.\n' });
    expect(await leftovers(url)).toEqual([]);
    expect(await meters(url)).toBe(2);
  });

  test('a process that is killed while it restores leaves the present state', async () => {
    await named('save', 'before');
    await clear(url);
    await killedBeforeTheLastStep(url, ['restore', 'before']);
    expect(await leftovers(url)).toHaveLength(1);
    expect(await meters(url)).toBe(0);
    expect((await named('restore', 'before')).exitCode).toBe(0);
    expect(await meters(url)).toBe(2);
    expect(await leftovers(url)).toEqual([]);
    await named('remove', 'before');
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

/** Holds a command up in the transaction that names what it has made, and kills it there. */
async function killedBeforeTheLastStep(url: string, args: string[]): Promise<void> {
  const outside = new URL(url);
  outside.pathname = '/postgres';
  await withConnection(outside.href, async (client) => {
    await client.query('BEGIN; LOCK TABLE pg_catalog.pg_shdescription IN SHARE MODE');
    const { child, ended } = sandbox.spawn(['snapshot', ...args, '--name', 'meters']);
    const waiting =
      "FROM pg_stat_activity WHERE application_name = 'elementaldb snapshot' AND wait_event_type = 'Lock'";
    await eventually('it waits', async () => {
      await client.query('SELECT pg_stat_clear_snapshot()'); // A transaction sees what it has seen first.
      return (await client.query(`SELECT ${waiting}`)).rowCount === 1;
    });
    child.kill('SIGKILL');
    await ended;
    // What a server is asked in one go it finishes without its client, so that goes too.
    await client.query(`SELECT pg_terminate_backend(pid, 5000) ${waiting}`);
  });
}

describe.skipIf(installed === undefined)(`as a file (${installed ?? WITHOUT_PROGRAMS})`, () => {
  const programs = installed ?? '';
  let url: string;

  beforeAll(async () => {
    url = await start('system', '--pg-bin', programs);
  });

  /** Programs that note how they are called, and then do `instead` or what those of the same name do. */
  function noting(folder: string, instead = 'exec "$real" "$@"'): string {
    const path = join(sandbox.folder, folder);
    mkdirSync(path, { recursive: true });
    for (const program of ['pg_dump', 'pg_restore']) {
      writeFileSync(
        join(path, program),
        `#!/bin/sh\nreal=${join(programs, program)}\n[ "$1" = --version ] && exec "$real" "$@"\n` +
          `printf '%s\\n' "$0" "$@" >>"${join(path, 'called')}"\n${instead}\n`,
      );
      chmodSync(join(path, program), 0o755);
    }
    return path;
  }

  test('a state is saved to a file that only its owner can read, and restored, despite open sessions', async () => {
    const saved = await onSystem('save', 'full', '--file', 'full.dump');
    expect(saved).toMatchObject({ exitCode: 0, stdout: '' });
    expect(saved.stderr).toMatch(/^saved full to full\.dump \(.+, pg_dump \d+\.\d+, .+\)\n$/m);
    expect(statSync(join(sandbox.folder, 'full.dump')).mode & 0o777).toBe(0o600);
    await clear(url);
    const session = await connect(url);
    expect((await onSystem('restore', '--file', 'full.dump')).stderr).toMatch(/^restored full\.dump \(.+\)\n$/m);
    await session.end().catch(() => undefined);
    expect(await meters(url)).toBe(2);
    expect(await onSystem('save', '--file', 'full.dump')).toMatchObject({ exitCode: 2 });
    expect(await onSystem('save', '--file', 'full.dump', '--replace')).toMatchObject({ exitCode: 0 });
    expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('full'))).toEqual(['full.dump']);
  });

  test('the password is in no argument of the programs', async () => {
    const path = noting('noting');
    expect((await onSystem('save', '--file', 'noted.dump', '--pg-bin', path)).exitCode).toBe(0);
    expect((await onSystem('restore', '--file', 'noted.dump', '--pg-bin', path)).exitCode).toBe(0);
    const called = readFileSync(join(path, 'called'), 'utf8');
    const { password, host } = new URL(url);
    expect(called).toContain(`postgresql://python:@${host}/elementaldb`);
    expect(called).toMatch(/^--jobs=\d+$/m);
    expect(called).not.toContain(password);
  });

  test.each([
    ['cut in its data', (dump: Buffer) => dump.subarray(0, -200)],
    ['cut in its table of contents', (dump: Buffer) => dump.subarray(0, 1_000)],
    [
      'of a format that is yet to come',
      (dump: Buffer) => Buffer.concat([dump.subarray(0, 6), Buffer.of(99), dump.subarray(7)]),
    ],
  ])('a file %s is refused, and the database stays', async (_, damage) => {
    await onSystem('save', '--file', 'whole.dump', '--replace');
    sandbox.write({ 'damaged.dump': damage(readFileSync(join(sandbox.folder, 'whole.dump'))) });
    await withConnection(url, (client) => client.query('CREATE TABLE precious ()'));
    const said = await onSystem('restore', '--file', 'damaged.dump');
    expect(said).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said.stderr).toMatch(/error: pg_restore: .+\nfix: The database is unchanged\./);
    expect(await leftovers(url)).toEqual([]);
    await withConnection(url, (client) => client.query('DROP TABLE precious'));
  });

  test('a pg_dump that fails leaves no file', async () => {
    const path = noting('failing', 'echo half >"${*##*--file=}" 2>/dev/null; echo "pg_dump: error: no" >&2; exit 1');
    const said = await onSystem('save', '--file', 'failed.dump', '--pg-bin', path);
    expect(said).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said.stderr).toMatch(
      /^error: pg_dump: error: no\nfix: No file was written\. Correct the cause, and try again\.\n$/m,
    );
    expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('failed'))).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('an end by %s leaves no file and no pg_dump', async (signal) => {
    const path = noting(`slow-${signal}`, 'exec sleep 61');
    const saving = sandbox.spawn(['snapshot', 'save', '--file', 'slow.dump', '--pg-bin', path, '--name', 'system']);
    await eventually('pg_dump runs', () => existsSync(join(path, 'called')));
    expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('slow.dump'))).toHaveLength(1);
    saving.child.kill(signal);
    const { exitCode } = await saving.ended;
    expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(readdirSync(sandbox.folder).filter((name) => name.startsWith('slow.dump'))).toEqual([]);
  });

  test('leftover files of a killed process are removed by the next command', async () => {
    const path = noting('killed', 'exec sleep 2');
    const saving = sandbox.spawn(['snapshot', 'save', '--file', 'killed.dump', '--pg-bin', path, '--name', 'system']);
    await eventually('pg_dump runs', () => existsSync(join(path, 'called')));
    saving.child.kill('SIGKILL');
    await saving.ended;
    const files = (): string[] => readdirSync(sandbox.folder).filter((name) => name.startsWith('killed.dump'));
    expect(files()).toEqual([expect.stringContaining('.building-')]);
    expect((await onSystem('save', '--file', 'killed.dump')).exitCode).toBe(0);
    expect(files()).toEqual(['killed.dump']);
  });

  test('a role that is not here is an error, and left out with --no-owner', async () => {
    const other = new URL(url);
    await withConnection(url, (client) =>
      client
        .query('CREATE ROLE reader; GRANT SELECT ON meter TO reader')
        .then(() => client.query('CREATE DATABASE elsewhere')),
    );
    other.pathname = '/elsewhere';
    await onSystem('save', '--file', 'granted.dump');
    await withConnection(url, (client) => client.query('DROP OWNED BY reader; DROP ROLE reader'));
    const onOther = ['--file', 'granted.dump', '--yes', '--database-url', other.href];
    const refused = await snapshot('restore', ...onOther);
    expect(refused).toMatchObject({ exitCode: 3 });
    expect(refused.stderr).toMatch(/role "reader" does not exist(.|\n)*fix: .+--no-owner/);
    expect((await snapshot('restore', '--no-owner', ...onOther)).exitCode).toBe(0);
    expect(await meters(other.href)).toBe(2);
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
