import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { git } from '../git.ts';
import { jsonOf, test, urlOf, type Sandbox } from './run-cli.ts';

const UP = `BEGIN;
CREATE TABLE clients (client_id text PRIMARY KEY, name text);
CREATE TABLE sites (site_id text PRIMARY KEY, client_id text NOT NULL REFERENCES clients);
CREATE TABLE readings (site_id text NOT NULL REFERENCES sites, at timestamptz NOT NULL, kwh float8);
END;
`;
const FILE = 'migrations/999999_client_data.up.sql';

/** A running server with two clients, whose URL is returned. */
async function source(sandbox: Sandbox): Promise<string> {
  sandbox.write({
    'migrations/1_a.up.sql': UP,
    'migrations/1_a.down.sql': 'BEGIN;\nDROP TABLE readings, sites, clients;\nEND;\n',
  });
  const url = urlOf(await sandbox.run(['start', '--detach', '--name', 'source']));
  await withConnection(url, (client) =>
    client.query(`INSERT INTO clients VALUES ('a', 'A'), ('b', 'B'); INSERT INTO sites VALUES ('a1', 'a'), ('b1', 'b');
      INSERT INTO readings SELECT site_id, t, 1 FROM sites, generate_series('2026-01-01'::timestamptz, '2026-01-02', '1 hour') t`),
  );
  return url;
}

async function stop(sandbox: Sandbox): Promise<void> {
  await sandbox.run(['stop', '--all']);
}

describe('client-data', () => {
  test('dump, check, load: one client of two, which start takes from beside the migrations', async ({ sandbox }) => {
    const url = await source(sandbox);
    const dumped = await sandbox.run([
      'client-data',
      'dump',
      '--database-url',
      url,
      '--clients',
      'a',
      '--no-anonymize',
    ]);
    expect(dumped).toMatchObject({ exitCode: 0 });
    expect(dumped.stdout).toMatch(
      /^Wrote migrations\/999999_client_data\.up\.sql: a part of the rows, real values\n {2}27 rows of 3 tables/,
    );
    expect(statSync(join(sandbox.folder, FILE)).mode & 0o777).toBe(0o600);
    const checked = await sandbox.run(['client-data', 'check', FILE, '--json']);
    expect(jsonOf(checked)).toMatchObject({ formatVersion: 1, ok: true, head: '1', fileVersion: '1', rows: 27 });
    const target = urlOf(await sandbox.run(['start', '--detach', '--name', 'target', '--client-data', 'none']));
    const loaded = await sandbox.run(['client-data', 'load', FILE, '--database-url', target]);
    expect(loaded).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Loaded 27 rows/) });
    expect(loaded.stderr.replaceAll('\n', ' ')).toMatch(
      /Adding 27 rows of 3 tables .* to the database "elementaldb" on 127\.0\.0\.1:\d+\./,
    );
    expect(loaded.stderr).not.toContain(new URL(target).password);
    const again = await sandbox.run(['client-data', 'load', FILE, '--database-url', target]);
    expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('public.readings') });
    const started = urlOf(await sandbox.run(['start', '--detach', '--name', 'third']));
    const { rows } = await withConnection(started, (client) => client.query('SELECT count(*)::int AS n FROM readings'));
    expect(rows).toEqual([{ n: 25 }]);
    await stop(sandbox);
  });

  test('check ends with 1 and names the migration that a file no longer fits', async ({ sandbox }) => {
    const url = await source(sandbox);
    await sandbox.run(['client-data', 'dump', '--database-url', url, '--no-anonymize', '--out', 'all.sql.gz']);
    sandbox.write({
      'migrations/2_b.up.sql': 'BEGIN;\nALTER TABLE readings DROP COLUMN kwh;\nEND;\n',
      'migrations/2_b.down.sql': 'BEGIN;\nALTER TABLE readings ADD COLUMN kwh float8;\nEND;\n',
    });
    const { exitCode, stdout } = await sandbox.run(['client-data', 'check', 'all.sql.gz']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^all\.sql\.gz does not load on version 2, written for version 1:\n/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('It last loads on version 1.');
    expect(stdout).toContain('2_b.up.sql');
    const refused = await sandbox.run(['client-data', 'dump', '--database-url', url, '--no-anonymize']);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--schema-version 1') });
    expect(existsSync(join(sandbox.folder, FILE))).toBe(false);
    await stop(sandbox);
  });

  test('a dump that is interrupted leaves no file and no server', async ({ sandbox }) => {
    const url = await source(sandbox);
    const before = readdirSync(join(sandbox.folder, 'migrations'));
    // Waits for the lock, in a dump that holds nothing yet, until it is interrupted.
    await withConnection(url, async (client) => {
      await client.query('BEGIN; LOCK TABLE readings IN ACCESS EXCLUSIVE MODE');
      const { child, prints, ended } = sandbox.spawn(['client-data', 'dump', '--database-url', url, '--no-anonymize']);
      await prints(/Locking the tables/);
      child.kill('SIGINT');
      expect((await ended).exitCode).toBe(130);
      await client.query('ROLLBACK');
    });
    expect(readdirSync(join(sandbox.folder, 'migrations'))).toEqual(before);
    await stop(sandbox);
  });

  test('a dump that is interrupted while it writes leaves the file that was there', async ({ sandbox }) => {
    const url = await source(sandbox);
    await withConnection(url, (client) =>
      client.query(
        `INSERT INTO readings SELECT 'a1', '2027-01-01'::timestamptz + n * '1 s'::interval, random() FROM generate_series(1, 3000000) n`,
      ),
    );
    sandbox.write({ 'out/data.sql': 'old' });
    const { child, prints, ended } = sandbox.spawn([
      'client-data',
      'dump',
      '--database-url',
      url,
      '--no-anonymize',
      '--out',
      'out/data.sql',
    ]);
    await prints(/Writing/);
    expect(readdirSync(join(sandbox.folder, 'out')).length).toBe(2);
    child.kill('SIGTERM');
    expect((await ended).exitCode).toBe(143);
    expect(readdirSync(join(sandbox.folder, 'out'))).toEqual(['data.sql']);
    expect(readFileSync(join(sandbox.folder, 'out/data.sql'), 'utf8')).toBe('old');
    await stop(sandbox);
  });

  test('a file that git would add is refused, and ignored on request', async ({ sandbox }) => {
    const url = await source(sandbox);
    git(sandbox.folder, 'init', '-q');
    const dump = ['client-data', 'dump', '--database-url', url, '--no-anonymize'];
    expect(await sandbox.run(dump)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--write-ignore') });
    expect(await sandbox.run([...dump, '--write-ignore'])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(sandbox.folder, '.dockerignore'), 'utf8')).toBe(`${FILE}\n`);
    expect(await sandbox.run(dump)).toMatchObject({ exitCode: 0 });
    await stop(sandbox);
  });

  test.for([
    [['dump', '--no-anonymize'], 'the database is missing'],
    [['dump', '--database-url', 'postgresql://u@localhost/d'], 'there is no key for the pseudonyms'],
    [
      ['dump', '--database-url', 'postgresql://u@localhost/d', '--no-anonymize', '--sample', '0'],
      'invalid --sample: 0',
    ],
    [
      ['dump', '--database-url', 'postgresql://u@localhost/d', '--no-anonymize', '--schema-version', 'x'],
      'invalid --schema-version: x',
    ],
    [['load'], 'the argument <file> is missing'],
    [['load', 'x.sql'], 'the database is missing'],
  ] as const)('%o is refused with %s', async ([args, message], { sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': UP, 'migrations/1_a.down.sql': 'BEGIN;\nEND;\n' });
    const said = await sandbox.runHere(['client-data', ...args]);
    expect(said).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
