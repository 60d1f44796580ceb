import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { connect, withConnection } from '../../src/postgres/connect.ts';
import { eventually } from '../servers/child.ts';
import { type Said } from './run-cli.ts';
import {
  installed,
  WITHOUT_PROGRAMS,
  sandbox,
  start,
  snapshot,
  named,
  meters,
  clear,
  useSandbox,
} from './snapshots-by-name.ts';

function onSystem(command: string, ...args: string[]): Promise<Said> {
  return snapshot(command, ...args, '--name', 'system');
}

async function leftovers(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb\\_new\\_%'",
    );
    return rows.map(({ name }) => name);
  });
}

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

useSandbox();

/** The files in the working folder that a dump has left. */
function filesOf(dump: string): string[] {
  return readdirSync(sandbox.folder).filter((name) => name.startsWith(dump));
}

describe('on a server of ours', () => {
  let url: string;

  beforeAll(async () => {
    url = await start('meters');
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
});

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
    expect(filesOf('killed.dump')).toEqual([expect.stringContaining('.building-')]);
    expect((await onSystem('save', '--file', 'killed.dump')).exitCode).toBe(0);
    expect(filesOf('killed.dump')).toEqual(['killed.dump']);
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
