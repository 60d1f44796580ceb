import { execFileSync } from 'node:child_process';

import { afterAll, beforeAll, describe, expect, inject, test as plainTest } from 'vitest';

import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { eventually } from '../../servers/child.ts';
import { GOOD, jsonOf, makeSandbox, test, urlOf, type Sandbox } from '../run-cli.ts';

/** Why psql cannot be tried, or undefined when it can. */
function withoutPsql(): string | undefined {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'psql is not on the PATH';
  }
}

describe('a detached server', () => {
  let sandbox: Sandbox;
  let dispose: () => Promise<void>;
  let started: Record<string, unknown>;

  beforeAll(async () => {
    ({ sandbox, dispose } = makeSandbox());
    started = jsonOf(await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD, '--name', 'meters']));
  });

  afterAll(() => dispose());

  plainTest('is listed by ps, with where it is and what it holds', async () => {
    const { stdout } = await sandbox.runHere(['ps']);
    const [titles, row] = stdout.split('\n');
    expect(titles).toMatch(/^name +server +address +migration +process +for$/);
    expect(row).toMatch(/^meters +embedded \d+\.\d+ +127\.0\.0\.1:\d+ +2 +detached +\S/);
    expect(row).toContain(`:${String(started['port'])} `);
  });

  plainTest('ps --json tells everything but the password', async () => {
    const { stdout } = await sandbox.runHere(['ps', '--json']);
    const records: unknown = JSON.parse(stdout);
    expect(records).toMatchObject([
      {
        name: 'meters',
        kind: 'embedded',
        detached: true,
        port: started['port'],
        pid: started['pid'],
        migrationVersion: 2,
      },
    ]);
    expect(stdout).not.toContain(String(started['password']));
    expect(stdout).not.toMatch(/password|url/);
  });

  plainTest('url prints the URL and nothing else', async () => {
    const said = await sandbox.run(['url', '--name', 'meters']);
    expect(said).toEqual({ exitCode: 0, stdout: `${String(started['url'])}\n`, stderr: '' });
    const { rows } = await withConnection(said.stdout.trim(), (client) =>
      client.query('SELECT count(*)::int AS n FROM meter'),
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  plainTest(
    'psql opens on it, without the password in its arguments, and its exit code is passed on',
    async ({ skip }) => {
      const reason = withoutPsql();
      skip(reason !== undefined, reason);
      const asked = ['psql', '--name', 'meters', '--', '-XAtc', 'SELECT current_user, current_database()'];
      expect(await sandbox.run(asked)).toEqual({ exitCode: 0, stdout: 'python|elementaldb\n', stderr: '' });
      // Options of psql need no --, wherever ours stand.
      expect(await sandbox.run(['psql', '-XAtc', 'SELECT 7', '--name', 'meters'])).toMatchObject({ stdout: '7\n' });
      const long = ['psql', '--name', 'meters', '--no-psqlrc', '--csv', '--command=SELECT 1 AS n', '-v', 'a=b'];
      expect(await sandbox.run(long)).toEqual({ exitCode: 0, stdout: 'n\n1\n', stderr: '' });
      // Variables that would lead libpq to another server.
      const env = { PGSERVICE: 'production', PGHOSTADDR: '127.0.0.9', PGOPTIONS: '-c search_path=nowhere' };
      expect(await sandbox.run(['psql', '--name', 'meters', '-XAtc', 'SELECT count(*) FROM meter'], { env })).toEqual({
        exitCode: 0,
        stdout: '2\n',
        stderr: '',
      });
      const input = 'SELECT count(*) FROM meter;\n';
      expect((await sandbox.run(['psql', '--name', 'meters', '--', '-XAt'], { input })).stdout).toBe('2\n');
      expect(await sandbox.run(['psql', '--name', 'meters', '--', '-Xc', 'SELECT nonsense'])).toMatchObject({
        exitCode: 1,
      });
    },
  );

  plainTest('psql that is not installed is said to be', async () => {
    const said = await sandbox.run(['psql', '--name', 'meters'], { env: { PATH: '/nowhere' } });
    expect(said.exitCode).toBe(3);
    expect(said.stderr).toMatch(/^error: psql is not installed\nfix: Install .* or use "elementaldb query"/);
  });

  plainTest('migrate works on it by its name', async () => {
    expect((await sandbox.runHere(['migrate', 'version', '--name', 'meters'])).stdout).toBe('2\n');
  });

  plainTest('one that does not run is named beside those that do', async () => {
    for (const command of [['url'], ['psql'], ['stop'], ['query', 'SELECT 1']]) {
      const said = await sandbox.runHere([...command, '--name', 'other']);
      expect(said).toMatchObject({ exitCode: 2, stdout: '' });
      expect(said.stderr).toBe(
        'error: no server named "other" is running\n' +
          'fix: Start it with "elementaldb start --detach", or choose a running server by --name: meters.\n',
      );
    }
  });
});

describe('stop', () => {
  test('ends a detached server, its folder and its record', async ({ sandbox }) => {
    const said = await sandbox.run(['start', '--detach', '--migrations', GOOD]);
    expect(said.stderr).toContain('Stop it with: elementaldb stop --name project');
    expect(sandbox.traces()).toContain('project.json');
    expect(await sandbox.run(['stop'])).toEqual({ exitCode: 0, stdout: '', stderr: 'stopped project\n' });
    await sandbox.leavesNothing();
  });

  test('tells another process that runs a server in front to end it', async ({ sandbox }) => {
    const running = sandbox.spawn(['start', '--migrations', GOOD]);
    await running.isReady();
    expect((await sandbox.run(['ps'])).stdout).toMatch(new RegExp(` ${running.child.pid} +\\d`));
    expect(await sandbox.run(['stop'])).toMatchObject({ exitCode: 0, stderr: 'stopped project\n' });
    await eventually('postgres has ended', () => !sandbox.traces().some((trace) => trace.includes('postgres')), 2000);
    expect(await running.ended).toMatchObject({ exitCode: 0 });
    await sandbox.leavesNothing();
  });
});

describe('a server that exists', () => {
  const database = `cli_${Math.random().toString(36).slice(2)}`;
  const start = ['start', '--migrations', GOOD, '--database', database];

  async function databases(): Promise<unknown[]> {
    const { rows } = await withConnection(inject('serverUrl'), (client) =>
      client.query('SELECT datname FROM pg_database WHERE datname = $1', [database]),
    );
    return rows;
  }

  test('has a database more while start runs, and none after', async ({ sandbox }) => {
    const running = sandbox.spawn([...start, '--server', inject('serverUrl'), '--json']);
    await running.prints(/\}\n/);
    expect(jsonOf(running.said)).toMatchObject({ server: 'existing', database, dataDirectory: null, pid: null });
    expect(await databases()).toHaveLength(1);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ exitCode: 0 });
    expect(await databases()).toEqual([]);
  });

  test('keeps the database of start --detach until stop', async ({ sandbox }) => {
    const said = await sandbox.run([...start, '--detach', '--server', inject('serverUrl')]);
    const client = await connect(urlOf(said));
    await client.end();
    expect(await databases()).toHaveLength(1);
    await sandbox.runHere(['stop']);
    expect(await databases()).toEqual([]);
  });

  test('is verified on, too', async ({ sandbox }) => {
    const said = await sandbox.runHere(['verify', '--migrations', GOOD, '--server', inject('serverUrl')]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain('2 migrations on PostgreSQL');
  });

  test('keeps a database that was there', async ({ sandbox }) => {
    await withConnection(inject('serverUrl'), (client) => client.query(`CREATE DATABASE ${database}`));
    const said = await sandbox.runHere([...start, '--once', '--server', inject('serverUrl')]);
    expect(said).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said.stderr).toContain(`the database "${database}" exists already on that server`);
    expect(await databases()).toHaveLength(1);
    await withConnection(inject('serverUrl'), (client) => client.query(`DROP DATABASE ${database}`));
  });
});
