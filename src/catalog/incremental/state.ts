import type { FullRead } from '../snapshot/describe-schema.ts';
import type { KnownRows } from './known-rows.ts';
import { NO_WRITES, type TransactionSnapshot } from './transaction-snapshot.ts';

/** The state of a database at the last snapshot. */
export interface State extends FullRead {
  known: KnownRows;
  transaction: TransactionSnapshot;
  /** The relations at the full read, and the last reset of the counters at that time. */
  start: { relations: ReadonlySet<string>; resetAt: string };
}

/**
 * The state of a copy of the database: a copy has the same OIDs, transaction ids and rows, and its counters begin at zero.
 *
 * @see https://www.postgresql.org/docs/current/sql-createdatabase.html
 */
export function stateOfCopy({ builder, contents, known, transaction, ...others }: State): State {
  return {
    ...others,
    builder: builder.copy(),
    contents: contents.copy(),
    known: known.forCopy(),
    // Nothing tells whether a transaction in the copy sees the same as one in the original.
    transaction: { ...transaction, visible: '', counters: NO_WRITES, countersUpToDate: true },
    start: { relations: known.keys('pg_class'), resetAt: NO_WRITES.resetAt },
  };
}
