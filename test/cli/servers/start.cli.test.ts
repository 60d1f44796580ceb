import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test as plainTest } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { BAD, GOOD, jsonOf, makeSandbox, test, urlOf } from '../run-cli.ts';
import { unique } from './started.ts';

describe('start --once', () => {
  test('reports what was started and ends', async ({ sandbox }) => {
    const said = await sandbox.run(['start', '--once', '--migrations', GOOD]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stderr).toMatch(/^ready {2}PostgreSQL \d+\.\d+, database elementaldb, migration 2 \(/m);
    expect(said.stdout.trim()).toBe(urlOf(said));
    await sandbox.leavesNothing();
  });

  test('--json prints one object with these keys and nothing else', async ({ sandbox }) => {
    const said = await sandbox.run(['start', '--once', '--json', '--migrations', GOOD]);
    const { url, host, port, user, password, database, ...rest } = jsonOf(said);
    expect(said.stdout.split('\n')).toHaveLength(2);
    expect(Object.keys(jsonOf(said))).toEqual([
      'name',
      'url',
      'host',
      'port',
      'database',
      'user',
      'password',
      'version',
      'server',
      'dataDirectory',
      'pid',
      'migrationVersion',
    ]);
    expect({ host, user, database }).toEqual({ host: '127.0.0.1', user: 'python', database: 'elementaldb' });
    expect(url).toBe(`postgresql://python:${String(password)}@127.0.0.1:${String(port)}/elementaldb`);
    expect(rest).toMatchObject({ name: 'project', server: 'embedded', migrationVersion: 2 });
    expect(String(rest['dataDirectory'])).toContain(sandbox.runs);
  });

  test('takes names and settings from flags, environment and a file', async ({ sandbox }) => {
    sandbox.write({ 'elementaldb.config.json': JSON.stringify({ migrations: GOOD, user: 'from_file' }) });
    const env = { ELEMENTALDB_DATABASE: 'from_environment' };
    const running = sandbox.spawn(['start', '--json', '--set', 'work_mem=7MB'], { env });
    await running.prints(/\}\n/);
    const { url } = jsonOf(running.said);
    const { rows } = await withConnection(String(url), (client) =>
      client.query(`SELECT current_user AS "user", current_database() AS database, current_setting('work_mem') AS mem`),
    );
    expect(rows).toEqual([{ user: 'from_file', database: 'from_environment', mem: '7MB' }]);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ exitCode: 0 });
  });
});

describe('the cache', () => {
  test('a second start says that it comes from the cache, and runs neither initdb nor a migration', async ({
    sandbox,
  }) => {
    // Each line that the migration leaves in this file is one more run of it, by whichever account the server has.
    const log = join(sandbox.folder, 'log');
    sandbox.write({
      log: '',
      'migrations/1_t.up.sql': `${unique()} COPY (SELECT 1) TO PROGRAM 'cat >>"${log}"';`,
      'migrations/1_t.down.sql': 'SELECT 1;',
    });
    chmodSync(log, 0o666);
    const clusters: unknown[] = [];
    for (const cached of [false, true]) {
      const running = sandbox.spawn(['start']);
      await running.isReady();
      expect(running.said.stderr.includes('(from the cache, ')).toBe(cached);
      const { rows } = await withConnection(urlOf(running.said), (client) =>
        client.query('SELECT system_identifier FROM pg_control_system()'),
      );
      clusters.push(rows[0]);
      running.child.kill('SIGINT');
      await running.ended;
    }
    expect(readFileSync(log, 'utf8')).toBe('1\n');
    // initdb gives each cluster an identifier of its own.
    expect(clusters[1]).toEqual(clusters[0]);
  });
});

describe('start --verify', () => {
  test('prints the table, and ends with 1 when a verdict fails', async ({ sandbox }) => {
    const said = await sandbox.run(['start', '--verify', '--once', '--migrations', BAD]);
    expect(said.exitCode).toBe(1);
    const output = said.stdout + said.stderr;
    expect(output).toMatch(/^ +2 {2}down_empty +ok +ok +FAIL +/m);
    expect(output).toContain('✗ down: ');
    expect(output).toMatch(/^ready /m);
  });

  test('ends with 0 when none does, and keeps standard output clean for --json', async ({ sandbox }) => {
    const said = await sandbox.run(['start', '--verify', '--once', '--json', '--migrations', GOOD]);
    expect(said.exitCode).toBe(0);
    expect(jsonOf(said)).toMatchObject({ migrationVersion: 2 });
    expect(said.stderr).toContain('2 migrations on PostgreSQL');
  });
});

plainTest('where no place is named the run folder is one of the machine, and goes', async () => {
  const { sandbox, dispose } = makeSandbox();
  const running = sandbox.spawn(['start', '--json', '--migrations', GOOD], { env: { ELEMENTALDB_RUN: '' } });
  await running.prints(/\}\n/);
  const { dataDirectory, pid } = jsonOf(running.said);
  expect(readFileSync(join(String(dataDirectory), 'postmaster.pid'), 'utf8')).toContain(String(pid));
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ exitCode: 0 });
  await eventually('the run folder has gone', () => {
    try {
      readFileSync(join(String(dataDirectory), '..', 'postgres.log'));
      return false;
    } catch {
      return true;
    }
  });
  await dispose();
});
