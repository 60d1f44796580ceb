import type { Client, Pool, QueryResult, QueryResultRow } from 'pg';

import { UsageError } from '../../support/errors.ts';
import type { SqlTag } from './sql-tag.ts';

/** A state that a test can return to, from `snapshot()`. */
export interface TestSnapshot {
  readonly label: string;
}

/** A database that only one test uses. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** For any client. It holds the password. With `isolation: 'transaction'` no other session may connect. */
  readonly url: string;
  readonly isolation: 'database' | 'transaction';
  /**
   * A pool of connections, opened at first use. After `reset`, `snapshot` and `restore` it is a new pool.
   *
   * @throws UsageError `NOT_IN_TRANSACTION`: other connections do not see what the transaction does
   */
  readonly pool: Pool;
  /** Opens a connection, which is closed with the database. In a transaction: the connection of the transaction. */
  client(): Promise<Client>;
  query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
  /** Runs SQL with the values of the template literal as parameters, and returns the rows. */
  readonly sql: SqlTag;
  /**
   * Restores the state of the template, under the same name. `pool` and what `client()` gave are closed. Other connections go
   * on and their running queries are canceled, unless more than rows and sequences has to be restored, there are more
   * than 64 MiB of data, or a connection holds a lock on rows to be restored: then all sessions are ended.
   */
  reset(): Promise<void>;
  /** Saves the current state. Disconnects all sessions. */
  snapshot(): Promise<TestSnapshot>;
  /** Restores a snapshot of this database, as often as wanted. Disconnects all sessions. */
  restore(snapshot: TestSnapshot): Promise<void>;
  /**
   * Keeps the database for an hour, for a person to look at, and returns its URL. Disposing of it then only closes
   * connections; `reset`, `snapshot` and `restore` are refused (`TEST_DATABASE_KEPT`).
   *
   * @throws UsageError `NOT_IN_TRANSACTION`
   */
  keep(): Promise<string>;
}

/** For a database that is used after its test. */
export function databaseClosed(name: string): UsageError {
  return new UsageError(`the test database ${name} is closed`, {
    code: 'TEST_DATABASE_CLOSED',
    hint: 'Use it before its scope, or its test, ends.',
  });
}

/** For a snapshot that another database has returned. */
export function foreignSnapshot(): UsageError {
  return new UsageError('the snapshot is not of this database', {
    code: 'NOT_A_SNAPSHOT_OF_THIS',
    hint: 'Restore a snapshot that snapshot() of the same database returned.',
  });
}
