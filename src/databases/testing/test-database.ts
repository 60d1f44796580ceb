import type { Client, Pool, QueryResult, QueryResultRow } from 'pg';

import { UsageError } from '../../support/errors.ts';
import type { PoolLimits } from '../pool/database-pool.ts';
import { checkTestOptions } from './check-options.ts';
import type { TestServerDescription } from './description.ts';
import { IsolatedDatabase } from './isolated-database.ts';
import { poolFor } from './pools.ts';
import type { SqlTag } from './sql-tag.ts';
import type { TestServerOptions } from './test-server.ts';
import { openTransaction } from './transaction-database.ts';

export interface TestDatabaseOptions extends TestServerOptions, PoolLimits {
  /** The server of the run, as `startTestServer` describes it; else the environment's, else one of our own. */
  on?: TestServerDescription | undefined;
  /**
   * `database` (unless told): a database of its own. `transaction`: a transaction that is rolled back, on one connection
   * to a database that the tests of this process share; quicker, and for code that works on the connection it is given.
   */
  isolation?: 'database' | 'transaction' | undefined;
}

/** A point to which a test can return, as `snapshot` gives it. */
export interface TestSnapshot {
  readonly label: string;
}

/** A database that one test has to itself. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** For any client; it holds the password. With `isolation: 'transaction'` nobody else is let in. */
  readonly url: string;
  readonly isolation: 'database' | 'transaction';
  /**
   * Connections of one's own, made when they are wanted. After `reset`, `snapshot` and `restore` it is another pool.
   *
   * @throws UsageError `NOT_IN_TRANSACTION`, since other connections do not see what the transaction does
   */
  readonly pool: Pool;
  /** Opens a connection, which is closed with the database; in a transaction, the very connection that it runs on. */
  client(): Promise<Client>;
  query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
  /** Runs SQL with the values of the template literal as parameters, and returns the rows. */
  readonly sql: SqlTag;
  /** Puts it back to its template, under the same name. Everybody is disconnected from it. */
  reset(): Promise<void>;
  /** Remembers what it is like now. Everybody is disconnected from it. */
  snapshot(): Promise<TestSnapshot>;
  /** Puts it back to a snapshot of this database, which can be used any number of times. Everybody is disconnected. */
  restore(snapshot: TestSnapshot): Promise<void>;
  /**
   * Leaves it for a person to look at, for an hour, and returns its URL; disposing of it then only closes connections.
   *
   * From then on `reset`, `snapshot` and `restore` are refused (`TEST_DATABASE_KEPT`).
   *
   * @throws UsageError `NOT_IN_TRANSACTION`
   */
  keep(): Promise<string>;
}

/**
 * A migrated database for one test. Without any set-up it starts, or joins, a server that all processes of this user
 * share, makes the template if it is not there, and hands out a copy; while the test runs, the next one is made.
 *
 * ```ts
 * await using db = await testDatabase();
 * await db.sql`INSERT INTO site (name) VALUES (${'depot'})`;
 * ```
 *
 * @throws the errors of `startTestServer`; UsageError `BAD_OPTION`, `BAD_TEST_SERVER`, `BAD_ISOLATION`; EnvironmentError
 *   `TOO_MANY_TEST_DATABASES`
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  checkTestOptions(options);
  const { isolation = 'database' } = options;
  refuseUnknown(isolation);
  const { cluster, pool } = await poolFor(options);
  return isolation === 'transaction'
    ? openTransaction(cluster, pool)
    : new IsolatedDatabase(cluster, pool, await pool.acquire());
}

function refuseUnknown(isolation: string): void {
  if (isolation !== 'database' && isolation !== 'transaction') {
    throw new UsageError(`there is no isolation ${JSON.stringify(isolation)}`, {
      code: 'BAD_ISOLATION',
      hint: 'Say "database" or "transaction".',
    });
  }
}
