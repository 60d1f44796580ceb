import { afterAll, afterEach, beforeAll } from 'bun:test';
import { closeTestDatabases, testDatabase } from 'elementaldb/testing';

const open = [];

/** A database for one test of Bun's runner, closed after it. */
export async function database() {
  const db = await testDatabase();
  open.push(db);
  return db;
}

// The first database starts the server, which may take longer than a test has.
beforeAll(async () => (await testDatabase())[Symbol.asyncDispose](), 60_000);

afterEach(() => Promise.all(open.splice(0).map((db) => db[Symbol.asyncDispose]())));

afterAll(closeTestDatabases);
