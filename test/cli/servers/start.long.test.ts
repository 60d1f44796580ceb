import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { BAD, GOOD, jsonOf, test, urlOf } from '../run-cli.ts';
import { unique } from './started.ts';

async function meters(url: string): Promise<unknown> {
  return withConnection(url, async (client) => (await client.query('SELECT count(*)::int AS n FROM meter')).rows[0]);
}

describe('start --once', () => {
  test('applies the prelude before and the client data after the migrations', async ({ sandbox }) => {
    sandbox.write({
      'prelude.sql': 'CREATE ROLE grafana;',
      'migrations/1_t.up.sql': 'CREATE TABLE t (n int); GRANT SELECT ON t TO grafana;',
      'migrations/1_t.down.sql': 'DROP TABLE t;',
      'migrations/999999_client_data.up.sql':
        'COPY public.t (n) FROM stdin;\n41\n\\.\nUPDATE public.t SET n = n + 1;\n',
    });
    const running = sandbox.spawn(['start', '--prelude', 'prelude.sql']);
    await running.isReady();
    const { rows } = await withConnection(urlOf(running.said), (client) => client.query('SELECT n FROM t'));
    expect(rows).toEqual([{ n: 42 }]);
    running.child.kill('SIGINT');
    await running.ended;
    const without = await sandbox.run([
      'start',
      '--once',
      '--json',
      '--prelude',
      'prelude.sql',
      '--client-data',
      'none',
    ]);
    expect(jsonOf(without)).toMatchObject({ migrationVersion: 1 });
  });
});

describe('the cache', () => {
  test('another migration is another entry', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_t.up.sql': unique(), 'migrations/1_t.down.sql': '' });
    await sandbox.run(['start', '--once']);
    sandbox.write({ 'migrations/1_t.up.sql': unique() });
    expect((await sandbox.run(['start', '--once'])).stderr).not.toContain('cache');
  });

  test('later changes to a migrated database do not get into the image', async ({ sandbox }) => {
    for (const expected of [2, 2]) {
      const running = sandbox.spawn(['start', '--migrations', GOOD]);
      await running.isReady();
      expect(await meters(urlOf(running.said))).toEqual({ n: expected });
      await withConnection(urlOf(running.said), (client) => client.query('DELETE FROM meter'));
      running.child.kill('SIGTERM');
      await running.ended;
    }
  });
});

describe('start --verify', () => {
  test('accepts the findings of the baseline, as verify does, but not those of another folder', async ({ sandbox }) => {
    await sandbox.run(['verify', BAD, '--update-baseline']);
    const start = ['start', '--verify', '--once', '--migrations'];
    const said = await sandbox.run([...start, BAD]);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toContain('(waived: in the baseline)');
    cpSync(BAD, join(sandbox.folder, 'other'), { recursive: true });
    expect((await sandbox.run([...start, 'other'])).exitCode).toBe(1);
  });
});

describe('names', () => {
  test('several servers run at a time; one in front with the name of another is refused', async ({ sandbox }) => {
    const args = ['start', '--detach', '--json', '--migrations', GOOD];
    const first = jsonOf(await sandbox.run([...args, '--name', 'one']));
    const second = jsonOf(await sandbox.run([...args, '--name', 'two']));
    expect(first['port']).not.toBe(second['port']);
    const refused = await sandbox.run(['start', '--once', '--migrations', GOOD, '--name', 'one']);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('error: a server named "one" is already running');
    expect(await meters(String(first['url']))).toEqual({ n: 2 });
    await sandbox.run(['stop', '--name', 'one']);
    expect(await meters(String(second['url']))).toEqual({ n: 2 });
  });

  test('a server that runs in front keeps its name too', async ({ sandbox }) => {
    const running = sandbox.spawn(['start', '--migrations', GOOD]);
    await running.isReady();
    expect((await sandbox.run(['start', '--once', '--migrations', GOOD])).exitCode).toBe(2);
    running.child.kill('SIGINT');
    await running.ended;
    expect((await sandbox.run(['start', '--once', '--migrations', GOOD])).exitCode).toBe(0);
  });
});
