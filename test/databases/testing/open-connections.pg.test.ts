import { Client, Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';

import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabaseOptions } from '../../../src/databases/testing/options.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { eventually } from '../../servers/child.ts';
import { ownServer } from './own-server.ts';

const own = ownServer().startForFile();

interface Closed {
  client: Client;
  name: string;
  warnings: string[];
}

/** Closes a database while a client of the test's own is connected to it. */
async function closedWhileConnected(
  statements: readonly string[] = [],
  options: TestDatabaseOptions = {},
  applicationName = 'the app',
): Promise<Closed> {
  const warnings: string[] = [];
  const db = await testDatabase({
    on: own.server.description,
    template: 'empty',
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const client = new Client({ connectionString: db.url, application_name: applicationName });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  for (const statement of statements) {
    await client.query(statement);
  }
  await db[Symbol.asyncDispose]();
  return { client, name: db.name, warnings };
}

async function exists(name: string): Promise<boolean> {
  return (await own.databases()).includes(name);
}

const isAlive = (client: Client): Promise<boolean> =>
  client.query('SELECT').then(
    () => true,
    () => false,
  );

test('a database whose test has ended stays until its clients have gone', async () => {
  const { client, name, warnings } = await closedWhileConnected();
  await eventually('it is told', () => warnings.length > 0);
  expect(await isAlive(client)).toBe(true);
  expect(await exists(name)).toBe(true);
  await client.end();
  await eventually('it is gone', async () => !(await exists(name)));
  expect(warnings).toHaveLength(1);
});

test('the warning says how many connections are open, whose, what they ran, and how to close them', async () => {
  const { name, warnings } = await closedWhileConnected(['BEGIN', 'SELECT\n 1 AS reading']);
  await eventually('it is told', () => warnings.length > 0);
  expect(warnings).toEqual([
    `1 connection is still open in the test database ${name}, which was closed; application_name is "the app"; ` +
      'the last statement was: SELECT 1 AS reading; a transaction is open.\nThe database stays until they are closed. ' +
      'Close them in the test: await pool.end() or client.end(), db.destroy() with Kysely and Knex.',
  ]);
});

test('the warning names the call of the driver, and shows no password', async () => {
  const statements = [`CREATE ROLE told PASSWORD 'secret-of-told'`, `ALTER ROLE told PASSWORD 'secret-of-told'`];
  const { client, warnings } = await closedWhileConnected(statements, {}, 'postgres.js');
  await eventually('it is told', () => warnings.length > 0);
  await client.query('DROP ROLE told');
  expect(warnings[0]).toContain('await sql.end()');
  expect(warnings[0]).toContain('(not shown: it names a password)');
  expect(warnings[0]).not.toContain('secret-of-told');
});

test('the warning shows no password of a URL in a statement', async () => {
  const { warnings } = await closedWhileConnected([`SELECT 'postgresql://bob:secret-of-bob@db.example/app'`]);
  await eventually('it is told', () => warnings.length > 0);
  expect(warnings[0]).toContain('postgresql://bob:***@db.example/app');
});

test('a pool that the test ends is not told', async () => {
  const warnings: string[] = [];
  {
    await using db = await testDatabase({
      on: own.server.description,
      template: 'empty',
      onWarning: (message) => warnings.push(message),
    });
    const pool = new Pool({ connectionString: db.url });
    await Promise.all([pool.query('SELECT'), pool.query('SELECT')]);
    await pool.end();
  }
  await closeTestDatabases();
  expect(warnings).toEqual([]);
});

test('databases that only clients keep do not count as those of tests', async () => {
  const clients: Client[] = [];
  for (let round = 0; round < 6; round += 1) {
    clients.push((await closedWhileConnected([], { limit: 2 })).client);
  }
  expect(await Promise.all(clients.map(isAlive))).toEqual(clients.map(() => true));
});

test('when they take too much space, the oldest are given up', async () => {
  const { name, client, warnings } = await closedWhileConnected([], { maxBytes: 1 });
  // A database is taken back in the background: otherwise the second may be the older one.
  await eventually('it is told', () => warnings.length > 0);
  const { client: second } = await closedWhileConnected([], { maxBytes: 1 });
  await eventually('the first is gone', async () => !(await exists(name)));
  expect(await isAlive(client)).toBe(false);
  expect(await isAlive(second)).toBe(true);
});

test('the process closes its use of the server while clients are connected; another drops the database later', async () => {
  const { client, name } = await closedWhileConnected();
  await closeTestDatabases();
  {
    await using _other = await testDatabase({ on: own.server.description, template: 'empty' });
  }
  await closeTestDatabases();
  expect(await isAlive(client)).toBe(true);
  await client.end();
  await using _another = await testDatabase({ on: own.server.description, template: 'empty' });
  await eventually('it is gone', async () => !(await exists(name)));
  expect(await exists(name)).toBe(false);
});
