import { afterAll, afterEach } from '@jest/globals';
import { closeTestDatabases, testDatabase } from 'elementaldb/testing';

const open = [];

/** A database for one test of jest, given back after it. */
export async function database() {
  const db = await testDatabase();
  open.push(db);
  return db;
}

afterEach(async () => {
  for (const db of open.splice(0)) {
    await db[Symbol.asyncDispose]();
  }
});

// Jest loads modules anew for each file.
afterAll(closeTestDatabases);
