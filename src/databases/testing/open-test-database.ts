import { withRunOptions } from './configured.ts';
import { IsolatedDatabase } from './isolated-database.ts';
import { readDatabaseOptions, type TestDatabaseOptions } from './options.ts';
import { poolFor } from './pools.ts';
import type { TestDatabase } from './test-database.ts';
import { openTransaction } from './transaction-database.ts';

/**
 * A migrated database for one test. Without any set-up it starts or joins a server that all processes of this user share,
 * makes the template if there is none, and hands out a copy. While the test runs, the next copy is made.
 *
 * ```ts
 * await using db = await testDatabase();
 * await db.sql`INSERT INTO site (name) VALUES (${'depot'})`;
 * ```
 *
 * Options that are absent are those of the server of the run, if the environment names one; else they come from
 * `ELEMENTALDB_*` in the environment and from `elementaldb.config.*` in the current folder or a folder above it.
 *
 * @throws InvalidOptionError; UsageError `BAD_CONFIGURATION`, `BAD_TEST_SERVER`; EnvironmentError
 *   `TOO_MANY_TEST_DATABASES`; the errors of `startTestServer`
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  return openTestDatabase(await withRunOptions(options));
}

/** `testDatabase` without the configuration, for callers that have read it. */
export async function openTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const plan = readDatabaseOptions(options);
  const { cluster, pool, access } = await poolFor(plan);
  return plan.isolation === 'transaction'
    ? openTransaction(cluster, pool, access)
    : new IsolatedDatabase(access, pool, await pool.acquire(), plan.onWarning);
}
