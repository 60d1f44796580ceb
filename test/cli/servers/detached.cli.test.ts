import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, inject } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { GOOD, jsonOf, test } from '../run-cli.ts';
import { unique } from './started.ts';

const START = ['start', '--detach', '--json', '--migrations', GOOD];

describe('start --detach again', () => {
  test('with the same options gives the running server, however they are written', async ({ sandbox }) => {
    const { reused, ...first } = jsonOf(await sandbox.run(START));
    expect(reused).toBe(false);
    expect(jsonOf(await sandbox.run(START))).toEqual({ ...first, reused: true });

    // The same by other words: a copy of the folder, and the defaults written down.
    cpSync(GOOD, join(sandbox.folder, 'migrations'), { recursive: true });
    const { database, port, user } = first;
    const spelled = ['--to', '2', '--database', String(database), '--port', String(port), '--user', String(user)];
    const again = await sandbox.run(['start', '--detach', '--json', '--postgres', '18', ...spelled]);
    expect(jsonOf(again)).toEqual({ ...first, reused: true });

    const { stdout, stderr } = await sandbox.run(START.filter((each) => each !== '--json'));
    expect(stdout.trim()).toBe(first['url']);
    expect(stderr).toMatch(/^ready .*\(already running\)$/m);
  });

  test('from three shells at once starts one server, which all three get', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_t.up.sql': unique(), 'migrations/1_t.down.sql': 'SELECT 1;' });
    const said = await Promise.all([1, 2, 3].map(() => sandbox.run(['start', '--detach', '--json'])));
    expect(said.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const started = said.map(jsonOf);
    expect(new Set(started.map(({ url }) => url)).size).toBe(1);
    expect(started.filter(({ reused }) => reused === true)).toHaveLength(2);
    expect(JSON.parse((await sandbox.run(['ps', '--json'])).stdout)).toMatchObject([{ name: 'project' }]);
    await withConnection(String(started[0]?.['url']), (client) => client.query('SELECT 1'));
  });

  test('with other options names each that differs, and leaves the server alone', async ({ sandbox }) => {
    const { url } = jsonOf(await sandbox.run(START));
    sandbox.write({ 'prelude.sql': 'SELECT 1;', 'data.sql': 'SELECT 2;' });
    for (const [option, args] of [
      ['--database', ['--database', 'other']],
      ['--set', ['--set', 'work_mem=7MB']],
      ['--migrations', ['--to', '1']],
      ['--prelude', ['--prelude', 'prelude.sql']],
      ['--client-data', ['--client-data', 'data.sql']],
      ['--user', ['--user', 'other']],
      ['--port', ['--port', '1']],
      ['--server', ['--server', inject('serverUrl')]],
    ] as const) {
      const said = await sandbox.runHere([...START, ...args]);
      expect(said, option).toMatchObject({ exitCode: 2, stdout: '' });
      expect(said.stderr).toMatch(/^error: the server "project" runs with other options\n/);
      expect(said.stderr).toMatch(new RegExp(`^  ${option}: runs with \\S.*, wanted \\S`, 'm'));
      expect(said.stderr).toMatch(
        /\nfix: Stop it first \("elementaldb stop --name project"\), or choose another --name\.\n$/,
      );
      expect(said.stderr).not.toContain(new URL(inject('serverUrl')).password || 'no password');
    }
    const said = await sandbox.runHere([...START, '--database', 'other', '--to', '1']);
    expect(said.stderr.match(/^ {2}--/gm)).toHaveLength(2);
    expect((await sandbox.run(['url'])).stdout.trim()).toBe(url);
  });

  test('after a change of a migration says so, and starts when the server has been stopped', async ({ sandbox }) => {
    const up = unique();
    sandbox.write({ 'migrations/1_t.up.sql': up, 'migrations/1_t.down.sql': 'SELECT 1;' });
    const start = ['start', '--detach', '--json'];
    const first = jsonOf(await sandbox.run(start));
    sandbox.write({ 'migrations/1_t.up.sql': `${up} SELECT 1;` });
    const said = await sandbox.run(start);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toMatch(
      /--migrations: runs with version 1 \(content \w{12}\), wanted version 1 \(content \w{12}\)/,
    );
    await sandbox.run(['stop']);
    const next = jsonOf(await sandbox.run(start));
    expect(next).toMatchObject({ reused: false });
    expect(next['url']).not.toBe(first['url']);
  });

  test('is refused while a server of that name runs in the foreground', async ({ sandbox }) => {
    const running = sandbox.spawn(['start', '--migrations', GOOD]);
    await running.isReady();
    const said = await sandbox.run(START);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain('a server named "project" is already running, but not by "start --detach"');
    running.child.kill('SIGINT');
    await running.ended;
  });

  test('waits for a start of another process that fails, and then says why itself', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_t.up.sql': 'SELECT pg_sleep(0.5), nonsense();', 'migrations/1_t.down.sql': '' });
    const said = await Promise.all([1, 2].map(() => sandbox.run(['start', '--detach'])));
    for (const { exitCode, stderr } of said) {
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('nonsense') });
    }
    await sandbox.leavesNothing();
  });

  test('on a server that exists gives the same database, and says when it has gone', async ({ sandbox }) => {
    const database = `detached_${Math.random().toString(36).slice(2)}`;
    const start = [...START, '--server', inject('serverUrl'), '--database', database];
    const { reused: _, ...first } = jsonOf(await sandbox.run(start));
    expect(jsonOf(await sandbox.run(start))).toEqual({ ...first, reused: true });
    await withConnection(inject('serverUrl'), (client) => client.query(`DROP DATABASE ${database} WITH (FORCE)`));
    const said = await sandbox.run(start);
    expect(said).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said.stderr).toContain('the server "project" runs, but its database cannot be used');
    await sandbox.run(['stop']);
    expect(jsonOf(await sandbox.run(start))).toMatchObject({ database, reused: false });
    await sandbox.run(['stop']);
  });
});

describe('stop --all', () => {
  test('spares servers that tests use, unless they are included', async ({ sandbox }) => {
    await sandbox.run([...START, '--name', 'a']);
    // Ends with the program, even if that is killed.
    const script = 'echo leased; while kill -0 $PPID 2>/dev/null; do sleep 0.1; done';
    const lease = sandbox.spawn(['exec', '--template', 'empty', '--', 'sh', '-c', script]);
    await lease.prints(/leased/);
    const said = await sandbox.run(['stop', '--all']);
    expect(said).toMatchObject({ exitCode: 0, stdout: '' });
    expect(said.stderr).toMatch(
      /^stopped a\nleft test-[0-9a-f]{12}, which tests use; --include-test-servers stops it\n$/,
    );
    const { stdout } = await sandbox.run(['ps']);
    expect(stdout).toMatch(/^test-[0-9a-f]{12} .* tests /m);
    expect((await sandbox.run(['stop', '--all', '--include-test-servers'])).stderr).toMatch(
      /^stopped test-[0-9a-f]{12}\n$/,
    );
    expect((await sandbox.run(['ps'])).stdout).toBe('No server is running.\n');
    lease.child.kill('SIGTERM');
    await lease.ended;
  });

  test('stops the others when one cannot be stopped, and says how to remove its record', async ({ sandbox }) => {
    const database = `gone_${Math.random().toString(36).slice(2)}`;
    const gone = [...START, '--server', inject('serverUrl'), '--database', database, '--name', 'gone'];
    await sandbox.run(gone);
    await sandbox.run([...START, '--name', 'other']);
    const file = join(sandbox.folder, '..', 'state', 'servers', 'gone.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(new URL(inject('serverUrl')).host, 'localhost:1'));
    const said = await sandbox.run(['stop', '--all']);
    expect(said).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said.stderr).toMatch(/^stopped other\nerror: cannot drop the database of "gone": /);
    expect(said.stderr).toContain('remove servers/gone.json in');
    writeFileSync(file, text);
    expect((await sandbox.run(['stop', '--all'])).stderr).toBe('stopped gone\n');
  });

  test('cannot be combined with --name; --include-test-servers needs it', async ({ sandbox }) => {
    const both = await sandbox.runHere(['stop', '--name', 'a', '--all']);
    expect(both).toMatchObject({ exitCode: 2, stdout: '' });
    expect(both.stderr).toContain('error: --name and --all cannot be combined');
    const alone = await sandbox.runHere(['stop', '--include-test-servers']);
    expect(alone).toMatchObject({ exitCode: 2, stdout: '' });
    expect(alone.stderr).toContain('error: --include-test-servers needs --all');
  });
});
