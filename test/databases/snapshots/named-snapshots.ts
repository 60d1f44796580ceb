import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';

interface Database {
  name: string;
  url: string;
}

/** One of its own: other files look at what databases of ours are on theirs. */
export let server: PostgresServer;

export let database: Database;

let count = 0;

export async function newDatabase(): Promise<Database> {
  count += 1;
  const name = `snapshots_${count}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name}`));
  return { name, url: server.connectionString(name) };
}

export function onDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withConnection(database.url, work);
}

export function meters(): Promise<unknown[]> {
  return onDatabase(async (client) =>
    (await client.query('SELECT id FROM meter ORDER BY id')).rows.map(({ id }) => id),
  );
}

export function add(id: number): Promise<unknown> {
  return onDatabase((client) => client.query('INSERT INTO meter VALUES ($1)', [id]));
}

export function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withConnection(server.connection(), work);
}

/** The databases that are this test's or ours and are there now, but not before. */
export async function added(before: ReadonlySet<string>): Promise<string[]> {
  return [...(await databaseNames())].filter((name) => !before.has(name));
}

export async function databaseNames(): Promise<Set<string>> {
  const { rows } = await onServer((client) =>
    client.query<{ name: string }>("SELECT datname AS name FROM pg_database WHERE datname LIKE 'elementaldb%'"),
  );
  return new Set(rows.map(({ name }) => name));
}

export const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());

  beforeEach(async () => {
    database = await newDatabase();
    await onDatabase((client) => client.query('CREATE TABLE meter (id int); INSERT INTO meter VALUES (1)'));
  });
}
