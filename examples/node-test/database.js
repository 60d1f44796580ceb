import { testDatabase } from 'elementaldb/testing';

/** A database for one test of node:test, given back when the test ends. */
export async function databaseFor(t) {
  const db = await testDatabase();
  t.after(() => db[Symbol.asyncDispose]());
  return db;
}
