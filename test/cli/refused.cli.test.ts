import { createServer } from 'node:net';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { GOOD, test, type Sandbox } from './run-cli.ts';

/** A run that has to be refused: nothing on standard output, `error:` and the reason, no stack trace, nothing left. */
async function refusal(sandbox: Sandbox, args: readonly string[], exitCode: number, env = {}): Promise<string> {
  const said = await sandbox.runHere(args, { env });
  expect(said).toMatchObject({ exitCode, stdout: '' });
  expect(said.stderr).toMatch(/^error: /m);
  expect(said.stderr).not.toMatch(/\n {4}at |fault of elementaldb/);
  await sandbox.leavesNothing();
  return said.stderr;
}

describe('wrong usage ends with 2', () => {
  test.for<[string, string[], string]>([
    ['an unknown command', ['strat'], 'unknown command strat\nfix: Did you mean start (see --help)?'],
    ['an unknown option', ['start', '--foo'], 'unknown option --foo'],
    ['a flag without its value', ['start', '--name'], '--name needs a value'],
    ['arguments too many', ['start', 'now'], 'too many arguments'],
    ['a port that is not a number', ['start', '--port', 'abc'], 'invalid --port: abc\nfix: Write a whole number'],
    [
      'the span of a world for any schema',
      ['seed', '--generic', '--from', '2024-01-01'],
      '--generic and --from cannot be combined',
    ],
    [
      'a database for charts',
      ['seed', '--preview', 'x.html', '--replace'],
      '--preview and --replace cannot be combined',
    ],
    ['a port out of range', ['start', '--port', '70000'], '--port: must be 65535 or less'],
    ['a setting without a value', ['start', '--set', 'work_mem'], 'invalid setting: "work_mem"'],
    ['a kind of server that is none', ['start', '--server', 'oracle'], 'unknown server: "oracle"'],
    ['a name that is none', ['start', '--name', '../x', '--migrations', GOOD], 'invalid server name: "../x"'],
    ['contradicting flags', ['start', '--once', '--detach'], '--detach and --once cannot be combined'],
    ['a user that PostgreSQL keeps', ['start', '--user', 'pg_me'], '--user: must not begin with pg_'],
    [
      'a database with too long a name',
      ['start', '--database', 'x'.repeat(64)],
      '--database: must be 63 bytes or less',
    ],
    ['a missing configuration file', ['start', '--config', 'nowhere.json'], 'nowhere.json'],
    [
      'a port on a server that exists',
      ['start', '--port', '5', '--server', 'postgres://x/', '--migrations', GOOD],
      '--port cannot',
    ],
    [
      'an embedded server to be reused',
      ['start', '--reuse', '--migrations', GOOD],
      '--reuse works with containers only',
    ],
  ])('%s', async ([, args, message], { sandbox }) => {
    expect(await refusal(sandbox, args, 2)).toContain(message);
  });

  test('faults of environment and file are reported together, by where they stand', async ({ sandbox }) => {
    sandbox.write({ 'elementaldb.config.json': '{ "prot": 1 }' });
    const message = await refusal(sandbox, ['start'], 2, { ELEMENTALDB_PORT: 'abc' });
    expect(message).toContain('the environment: ELEMENTALDB_PORT: must be a number');
    expect(message).toContain(`${join(sandbox.folder, 'elementaldb.config.json')}: unknown setting "prot"`);
  });

  test('a configuration file with invalid JSON is named', async ({ sandbox }) => {
    sandbox.write({ 'elementaldb.config.json': '{ "port": ' });
    expect(await refusal(sandbox, ['verify'], 2)).toContain(join(sandbox.folder, 'elementaldb.config.json'));
  });

  test('no command at all shows the help', async ({ sandbox }) => {
    expect(await sandbox.runHere([])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Usage: elementaldb'),
    });
  });

  test.for<[string, string[], string]>([
    ['a file for a folder', ['--migrations', join(GOOD, '000001_meter.up.sql')], 'is a file, not a folder'],
    ['a missing prelude', ['--migrations', GOOD, '--prelude', 'nowhere.sql'], 'the prelude cannot be used: '],
    ['missing client data', ['--migrations', GOOD, '--client-data', 'nowhere.sql'], 'cannot read the client data'],
    ['a missing folder', ['--migrations', 'nowhere'], 'does not exist'],
  ])('%s', async ([, args, message], { sandbox }) => {
    expect(await refusal(sandbox, ['start', '--once', ...args], 2)).toContain(message);
    expect(await refusal(sandbox, ['verify', ...args], 2)).toContain(message);
  });

  test('a folder without migrations', async ({ sandbox }) => {
    mkdirSync(join(sandbox.folder, 'migrations'));
    expect(await refusal(sandbox, ['start'], 2)).toContain('no migrations in ');
  });
});

describe('an error of the machine ends with 3', () => {
  test.for<[string, string[], string]>([
    ['a folder without PostgreSQL', ['--migrations', GOOD, '--pg-bin', GOOD], 'missing program: '],
    ['a version that is not installed', ['--migrations', GOOD, '--postgres', '9'], 'no PostgreSQL 9 binaries'],
    [
      'a server that does not answer',
      ['--migrations', GOOD, '--server', 'postgres://a:b@127.0.0.1:1/c'],
      'Start the server, or correct host and port.',
    ],
    [
      'a setting that PostgreSQL does not know',
      ['--migrations', GOOD, '--set', 'nonsense=1'],
      'unrecognized configuration parameter',
    ],
  ])('%s', async ([, args, message], { sandbox }) => {
    expect(await refusal(sandbox, ['start', '--once', ...args], 3)).toContain(message);
    expect(await refusal(sandbox, ['verify', ...args], 3)).toContain(message);
  });

  test('a port that is taken', async ({ sandbox }) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const message = await refusal(sandbox, ['start', '--migrations', GOOD, '--port', String(port)], 3);
    expect(message).toContain(`port ${port} is in use by another program`);
    other.close();
  });

  test.for(['ELEMENTALDB_STATE', 'ELEMENTALDB_CACHE', 'ELEMENTALDB_RUN'])(
    '%s that is a file',
    async (name, { sandbox }) => {
      sandbox.write({ file: '' });
      const message = await refusal(sandbox, ['start', '--once', '--migrations', GOOD], 3, {
        [name]: join(sandbox.folder, 'file'),
      });
      expect(message).toContain(join(sandbox.folder, 'file'));
    },
  );

  test('a file that this user may not read', async ({ sandbox, skip }) => {
    skip(process.getuid?.() === 0, 'root may read everything');
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT 1;', 'migrations/1_a.down.sql': '' });
    chmodSync(join(sandbox.folder, 'migrations', '1_a.up.sql'), 0);
    expect(await refusal(sandbox, ['start'], 3)).toContain('Allow this user to read the file.');
  });
});

describe('files that cannot be right end with 1, by name and line', () => {
  test.for<[string, string | Uint8Array, RegExp]>([
    [
      'a syntax error',
      'SELECT 1;\nSELEC 2;\n',
      /1_a\.up\.sql:2:1: syntax error at or near "SELEC" \(42601\)\n\n(.*\n)*> 2 \| SELEC 2;\n {4}\| \^/,
    ],
    ['another encoding', Buffer.from('-- caf\xe9\n', 'latin1'), /1_a\.up\.sql:1: byte 6 \(0xe9\) is not UTF-8\nfix: /],
    ['a byte order mark', '\uFEFFSELECT 1;\n', /1_a\.up\.sql:1: the file begins with a byte order mark.*\nfix: /],
    ['a NUL byte', 'SELECT 1;\nSELECT \0 2;\n', /1_a\.up\.sql:2: byte 17 is NUL.*\nfix: /],
  ])('%s', async ([, content, message], { sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': content, 'migrations/1_a.down.sql': '' });
    expect(await refusal(sandbox, ['start', '--once'], 1)).toMatch(message);
  });

  test('two files of one version', async ({ sandbox }) => {
    sandbox.write({ 'migrations/1_a.up.sql': 'SELECT 1;', 'migrations/01_b.up.sql': 'SELECT 1;' });
    const message = await refusal(sandbox, ['verify'], 1);
    expect(message).toContain('1_a.up.sql');
    expect(message).toContain('01_b.up.sql');
  });

  test.for<[string, string, RegExp]>([
    ['a file to include', 'SELECT 1;\n\\i other.sql\n', /data\.sql:2: \\i is a command of psql, not SQL\nfix: /],
    ['another database to connect to', '\\connect other\n', /data\.sql:1: \\connect is a command of psql/],
    [
      'a broken row',
      'COPY public.meter (meter_id) FROM stdin;\n7\nx\n\\.\n',
      /data\.sql:3: invalid input syntax.*\(22P02\)\n(.*\n)*state: Nothing of the file was loaded/,
    ],
    [
      'data that is cut off',
      'COPY public.meter (meter_id) FROM stdin;\n7\n',
      /data\.sql:1: the file ends within the data of this COPY/,
    ],
  ])('client data with %s', async ([, content, message], { sandbox }) => {
    sandbox.write({ 'data.sql': content });
    expect(await refusal(sandbox, ['start', '--once', '--migrations', GOOD, '--client-data', 'data.sql'], 1)).toMatch(
      message,
    );
  });

  test('Windows line ends are taken', async ({ sandbox }) => {
    sandbox.write({
      'migrations/1_a.up.sql': 'BEGIN;\r\nCREATE TABLE a (n int);\r\nEND;\r\n',
      'migrations/1_a.down.sql': 'DROP TABLE a;\r\n',
    });
    expect((await sandbox.runHere(['start', '--once'])).exitCode).toBe(0);
  });

  test('a folder with blanks, quotes and umlauts is taken', async ({ sandbox }) => {
    const folder = join(sandbox.folder, `mit  Leerzeichen 'ü" $x`);
    mkdirSync(join(folder, 'migrations'), { recursive: true });
    writeFileSync(join(folder, 'migrations', '1_a.up.sql'), 'CREATE TABLE IF NOT EXISTS a (n int);');
    writeFileSync(join(folder, 'migrations', '1_a.down.sql'), 'DROP TABLE IF EXISTS a;');
    expect(await sandbox.runHere(['verify'], { cwd: folder })).toMatchObject({ exitCode: 0 });
    const { stderr } = await sandbox.run(['start', '--detach'], { cwd: folder });
    expect(stderr).toContain('elementaldb stop --name mit-Leerzeichen-ü-x');
    expect((await sandbox.runHere(['stop'], { cwd: folder })).exitCode).toBe(0);
  });
});
