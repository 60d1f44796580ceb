import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { isObject } from '../../../src/support/json.ts';
import { eventually } from '../../servers/child.ts';
import { GOOD, MAIN, makeSandbox, test, type Sandbox } from '../run-cli.ts';
import { nothingLeft } from './leased.ts';

type Line = Record<string, unknown>;

/** `lease --serve` with its input open. */
interface Server {
  child: ChildProcessWithoutNullStreams;
  /** All lines so far. */
  lines: Line[];
  /** Sends a request with an id of its own and waits for the answer. */
  ask(request: object): Promise<Line>;
  /** Sends a line and waits for the next answer without an id. */
  sendLine(line: string): Promise<Line>;
  lease(options?: object): Promise<{ url: string; database: string }>;
  /** Closes the input and waits for the exit code. */
  end(): Promise<number>;
}

function serve(sandbox: Sandbox, ...args: readonly string[]): Server {
  const child = spawn(process.execPath, [MAIN, 'lease', '--serve', ...args], {
    cwd: sandbox.folder,
    env: sandbox.env,
    stdio: 'pipe',
  });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const value: unknown = JSON.parse(text);
    lines.push(isObject(value) ? value : {});
  });
  let asked = 0;
  const find = async (isIt: (line: Line) => boolean): Promise<Line> => {
    await eventually('an answer', () => lines.some(isIt) || child.exitCode !== null, 60_000);
    return lines.find(isIt) ?? {};
  };
  const ask = async (request: object): Promise<Line> => {
    asked += 1;
    const id = `request ${asked}`;
    child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    return find((line) => line['id'] === id);
  };
  return {
    child,
    lines,
    ask,
    sendLine: async (text) => {
      const before = lines.length;
      child.stdin.write(`${text}\n`);
      return find((line) => lines.indexOf(line) >= before && !('warning' in line));
    },
    lease: async (options = {}) => {
      const { result, error } = await ask({ lease: options });
      if (!isObject(result)) {
        throw new Error(`no database: ${JSON.stringify(error)}`);
      }
      return { url: String(result['url']), database: String(result['database']) };
    },
    end: async () => {
      child.stdin.end();
      const [code] = await once(child, 'exit');
      return Number(code);
    },
  };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  return withConnection(url, async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows);
}

const DATABASES = `SELECT datname FROM pg_database WHERE datname LIKE 'elementaldb\\_test\\_%'`;

describe('one process for all requests', () => {
  let server: Server;
  let dispose: () => Promise<void>;

  beforeAll(() => {
    const made = makeSandbox();
    ({ dispose } = made);
    server = serve(made.sandbox, '--migrations', GOOD);
  });

  afterAll(async () => {
    server.child.kill('SIGKILL');
    await dispose();
  });

  test('a lease has the members of lease --json, and an answer the id of its request', async () => {
    const line = await server.sendLine('{"id":"mine","lease":{"template":"empty"}}');
    expect(line).toEqual({
      id: 'mine',
      result: {
        url: expect.stringMatching(/^postgresql:/),
        host: '127.0.0.1',
        port: expect.any(Number),
        database: expect.stringMatching(/^elementaldb_test_/),
        user: 'python',
        password: expect.stringMatching(/./),
      },
    });
  });

  test('reset restores the rows, in the order of the requests', async () => {
    const { url, database } = await server.lease();
    await query(url, 'DELETE FROM meter');
    const [reset, kept] = await Promise.all([server.ask({ reset: database }), server.ask({ keep: database })]);
    expect(reset['result']).toEqual({});
    expect(kept['result']).toEqual({ url });
    expect(await query(url, 'SELECT count(*)::int FROM meter')).toEqual([[2]]);
  });

  test('a released database is not known any more, and is dropped or handed out again', async () => {
    const { url, database } = await server.lease();
    await query(url, 'CREATE TABLE left_behind (n int)');
    expect((await server.ask({ release: database }))['result']).toEqual({});
    expect((await server.ask({ reset: database }))['error']).toMatchObject({ code: 'NOT_LEASED' });
    const other = await server.lease();
    expect(await query(other.url, `SELECT to_regclass('left_behind')`)).toEqual([[null]]);
    await eventually('it is gone', async () => {
      const names = (await query(other.url, DATABASES)).flat();
      return !names.includes(database);
    });
  });

  test('a lease can name another template and the last migration', async () => {
    const { url } = await server.lease({ template: 'empty' });
    expect(await query(url, `SELECT to_regclass('meter')`)).toEqual([[null]]);
    const first = await server.lease({ to: 1 });
    expect(await query(first.url, 'SELECT version::int FROM schema_migrations')).toEqual([[1]]);
  });

  test('warns of connections that are open at the release', async () => {
    const { url, database } = await server.lease();
    const warning = (): unknown =>
      server.lines.map((line) => line['warning']).find((each) => isObject(each) && each['database'] === database);
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await server.ask({ release: database });
      await eventually('the warning', () => warning() !== undefined);
    } finally {
      await client.end();
    }
    expect(warning()).toEqual({ database, message: expect.stringContaining('1 connection is still open') });
  });

  test('a line that is not a request is answered with an error, and the next ones are served', async () => {
    const refused = async (line: string): Promise<unknown> => (await server.sendLine(line))['error'];
    expect(await server.sendLine('{')).toEqual({
      id: null,
      error: {
        code: 'BAD_REQUEST',
        message: expect.stringMatching(/^line \d+ is not valid JSON$/),
        hint: expect.stringContaining('one JSON object'),
      },
    });
    expect(await refused('[]')).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refused('{"id":1,"relase":"x"}')).toMatchObject({ message: expect.stringContaining('"release"') });
    expect(await refused('{"id":2,"lease":{"tempalte":"empty"}}')).toMatchObject({
      message: expect.stringContaining('lease.tempalte'),
    });
    expect(await refused('{"id":3}')).toMatchObject({ message: expect.stringContaining('not 0') });
    expect(await refused('{"id":4,"lease":{},"reset":"x"}')).toMatchObject({
      message: expect.stringContaining('not 2'),
    });
    expect(await server.sendLine('{"id":"five","release":"x"}')).toMatchObject({
      id: 'five',
      error: { code: 'NOT_LEASED' },
    });
    await server.lease();
  });

  test('Ctrl-C, which a terminal sends to all processes, does not end it', async () => {
    const { url } = await server.lease();
    server.child.kill('SIGINT');
    // The signal may arrive after the first request, but not after its answer.
    await server.lease();
    await server.lease();
    expect(await query(url, 'SELECT count(*)::int FROM meter')).toEqual([[2]]);
  });
});

describe('the end of a process', () => {
  test('hands out many databases at once, and the end of the input releases all', async ({ sandbox }) => {
    const server = serve(sandbox, '--migrations', GOOD);
    expect((await server.sendLine('{'))['error']).toMatchObject({ message: 'line 1 is not valid JSON' });
    const leased = await Promise.all(Array.from({ length: 4 }, () => server.lease()));
    expect(new Set(leased.map(({ database }) => database)).size).toBe(4);
    for (const { url, database } of leased) {
      expect(await query(url, 'SELECT current_database(), count(*)::int FROM meter')).toEqual([[database, 2]]);
      expect(new URL(url).pathname.slice(1)).toBe(database);
    }
    expect(await server.end()).toBe(0);
    await nothingLeft(sandbox);
  });

  test('a migration that fails is the answer to each lease, with file, line and caret', async ({ sandbox }) => {
    sandbox.write({
      'migrations/000001_site.up.sql': 'CREATE TABLE site (\n  name txt\n);\n',
      'migrations/000001_site.down.sql': 'DROP TABLE site;\n',
    });
    const server = serve(sandbox);
    for (const request of [{ lease: {} }, { lease: {} }]) {
      const { error } = await server.ask(request);
      expect(error).toMatchObject({ code: 'MIGRATION_FAILED', message: expect.stringMatching(/up\.sql:2.*\n[^]*\^/) });
    }
    expect(await server.end()).toBe(0);
    await nothingLeft(sandbox);
  });

  test('a wrong setting is an answer too', async ({ sandbox }) => {
    const server = serve(sandbox, '--migrations', 'nowhere');
    const { error } = await server.ask({ lease: {} });
    expect(error).toMatchObject({ message: expect.stringContaining('nowhere') });
    expect(await server.end()).toBe(0);
  });

  test.for(['SIGTERM', 'SIGKILL'] as const)('ended by %s, it leaves nothing', async (signal, { sandbox }) => {
    const server = serve(sandbox, '--migrations', GOOD);
    await server.lease();
    server.child.kill(signal);
    const [code] = await once(server.child, 'exit');
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
    await nothingLeft(sandbox);
  });

  test('--serve cannot be combined with --json', async ({ sandbox }) => {
    const { exitCode, stderr } = await sandbox.runHere(['lease', '--serve', '--json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--json and --serve cannot be combined');
  });
});
