import { randomBytes } from 'node:crypto';

import { parseDescription } from '../../src/databases/testing/description.ts';
import { closeTestDatabases } from '../../src/databases/testing/pools.ts';
import { testDatabase } from '../../src/databases/testing/open-test-database.ts';
import { isObject } from '../../src/support/json.ts';
import { connected, withDatabase, type Arena, type Contender } from './contender.ts';

/** By name: each opens what a worker needs once. */
export const CONTENDERS: Readonly<Record<string, (arena: Arena) => Promise<Contender>>> = {
  elementaldb: (arena) => ours(arena, 'database'),
  'elementaldb, transaction': (arena) => ours(arena, 'transaction'),
  'CREATE DATABASE inline': inline,
  'TRUNCATE all tables': truncate,
  'begin/rollback (limit)': rollback,
  IntegreSQL: integresql,
  'Testcontainers restore': async (arena) => (await import('./testcontainers.ts')).testcontainers(arena),
};

function ours({ description, migrations }: Arena, isolation: 'database' | 'transaction'): Promise<Contender> {
  const options = { on: parseDescription(description), migrations, clientData: 'none', isolation };
  return Promise.resolve({
    take: async () => {
      const db = await testDatabase(options);
      const giveBack = async (): Promise<void> => db[Symbol.asyncDispose]();
      return isolation === 'transaction' ? { client: await db.client(), giveBack } : { url: db.url, giveBack };
    },
    close: closeTestDatabases,
  });
}

/** As pgtestdb does it: a connection, CREATE DATABASE … TEMPLATE with the server's own strategy; after the test DROP. */
function inline({ url, template }: Arena): Promise<Contender> {
  return Promise.resolve({
    take: async () => {
      const admin = await connected(url);
      const name = `bench_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      return {
        url: withDatabase(url, name),
        giveBack: async () => {
          await admin.query(`DROP DATABASE ${name}`);
          await admin.end();
        },
      };
    },
    close: () => Promise.resolve(),
  });
}

/** One database for a worker, all of whose tables are emptied after each test, in one statement. */
async function truncate({ url, template }: Arena): Promise<Contender> {
  const admin = await connected(url);
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const inside = await connected(withDatabase(url, name));
  const { rows } = await inside.query<{ tables: string }>(
    `SELECT string_agg(oid::regclass::text, ', ') AS tables FROM pg_class
      WHERE relkind = 'r' AND oid >= 16384 AND relname <> 'schema_migrations'`,
  );
  const statement = `TRUNCATE ${rows[0]?.tables} RESTART IDENTITY CASCADE`;
  return {
    take: () =>
      Promise.resolve({ url: withDatabase(url, name), giveBack: async () => void (await inside.query(statement)) }),
    close: async () => {
      await inside.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** One connection for a worker: nothing can cost less, and nothing may commit. */
async function rollback({ url, template }: Arena): Promise<Contender> {
  const admin = await connected(url);
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const client = await connected(withDatabase(url, name));
  return {
    take: async () => {
      await client.query('BEGIN');
      return { client, giveBack: async () => void (await client.query('ROLLBACK')) };
    },
    close: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Its protocol: GET takes a test database, and POST recreates it after a test that has written to it. */
function integresql({ integresql: base }: Arena): Promise<Contender> {
  return Promise.resolve({
    take: async () => {
      const { id, database } = await ask(`${base}/tests`, 'GET');
      const config = isObject(database) && isObject(database['config']) ? database['config'] : {};
      const { host, port, username, password, database: name } = config;
      const login = `${String(username)}:${encodeURIComponent(String(password))}`;
      return {
        url: `postgresql://${login}@${String(host)}:${String(port)}/${String(name)}`,
        giveBack: async () => void (await ask(`${base}/tests/${String(id)}/recreate`, 'POST')),
      };
    },
    close: () => Promise.resolve(),
  });
}

async function ask(url: string, method: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`IntegreSQL: ${response.status} ${text}`);
  }
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return isObject(value) ? value : {};
}
