import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { describe, expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { isObject } from '../../../src/support/json.ts';
import { GOOD, MAIN, test, type Sandbox } from '../run-cli.ts';
import { nothingLeft } from './leased.ts';

/** A program that asks the database by nothing but the variables, and says what it sees. */
const ASK = `
const { Client } = require(${JSON.stringify(new URL('../../../node_modules/pg', import.meta.url).pathname)});
(async () => {
  const answers = [];
  for (const config of [{ connectionString: process.env.DATABASE_URL }, {}]) {
    const client = new Client(config);
    await client.connect();
    const { rows } = await client.query('SELECT current_database() AS name, (SELECT count(*)::int FROM meter) AS n');
    answers.push(rows[0]);
    await client.end();
  }
  console.log(JSON.stringify(answers));
})();`;

async function names(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    return rows.map(({ name }) => name);
  });
}

/** A lease of which the test holds the input. */
async function leased(sandbox: Sandbox): Promise<{ child: ChildProcess; url: string; said: unknown }> {
  const args = [MAIN, 'lease', '--json', '--migrations', GOOD];
  const child = spawn(process.execPath, args, {
    cwd: sandbox.folder,
    env: sandbox.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const said: unknown = JSON.parse(String(line));
  return { child, said, url: isObject(said) ? String(said['url']) : '' };
}

describe('exec', () => {
  test('the command has a migrated database by DATABASE_URL and by PG*, and nothing is left', async ({ sandbox }) => {
    const { exitCode, stdout, stderr } = await sandbox.run(
      ['exec', '--migrations', GOOD, '--', process.execPath, '-e', ASK],
      { env: { PGDATABASE: 'other' } },
    );
    expect(exitCode, stderr).toBe(0);
    const [byUrl, byVariables] = JSON.parse(stdout);
    expect(byUrl).toEqual({ name: expect.stringMatching(/^elementaldb_test_/), n: 2 });
    expect(byVariables).toEqual(byUrl);
    await nothingLeft(sandbox);
  });

  test('its exit code, its input and its output pass through', async ({ sandbox }) => {
    const { exitCode, stdout, stderr } = await sandbox.run(
      ['exec', '--template', 'empty', '--', 'sh', '-c', 'cat; echo to stderr >&2; exit 42'],
      { input: 'what is piped in' },
    );
    expect(exitCode).toBe(42);
    expect(stdout).toBe('what is piped in');
    expect(stderr).toContain('to stderr');
  });
});

describe('lease', () => {
  test('hands out a database until its input is closed', async ({ sandbox }) => {
    const { child, url, said } = await leased(sandbox);
    const { hostname: host, port, password, username: user, pathname } = new URL(url);
    expect(said).toEqual({ url, host, port: Number(port), password, user, database: pathname.slice(1) });
    expect(await withConnection(url, async (client) => (await client.query('SELECT 1 FROM meter')).rowCount)).toBe(2);
    child.stdin?.end();
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(0);
    await nothingLeft(sandbox);
  });

  test.for(['SIGTERM', 'SIGKILL'] as const)('ended by %s, it leaves nothing', async (signal, { sandbox }) => {
    const other = await leased(sandbox);
    const { child, url } = await leased(sandbox);
    const name = new URL(url).pathname.slice(1);
    expect(await names(other.url)).toContain(name);
    child.kill(signal);
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(signal === 'SIGTERM' ? 0 : null);
    other.child.stdin?.end();
    await once(other.child, 'exit');
    await nothingLeft(sandbox);
  });
});
