import { once } from 'node:events';

import { describe, expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { GOOD, test } from '../run-cli.ts';
import { leased, nothingLeft, testEndedBy } from './leased.ts';

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

  testEndedBy('SIGKILL');
});
