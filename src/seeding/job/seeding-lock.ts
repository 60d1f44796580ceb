import type { Client, ClientBase } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../../support/errors.ts';

/** A number that nothing else in a database is likely to lock. */
const LOCK = 7_205_759_403_792_841n;

/**
 * Shared by the transactions of all connections that write: the server may still commit one after its process was killed. The
 * connection that has the lock keeps it until then; those of other threads have only this one.
 */
const WRITERS = LOCK + 1n;

/** Milliseconds to wait for such a transaction. */
const PATIENCE = 60_000;

/**
 * Runs work while no other process seeds the database, and after the last transaction of one that was killed. The lock belongs to
 * the connection, so a killed process leaves none behind.
 *
 * @throws UsageError `SEED_IS_RUNNING`, `RIGHTS_MISSING`; EnvironmentError `READ_ONLY_DATABASE`
 */
export async function withSeedingLock<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ locked: boolean; only_reads: boolean }>(
    `SELECT pg_try_advisory_lock($1) AS locked, current_setting('transaction_read_only') = 'on' AS only_reads`,
    [LOCK],
  );
  if (rows[0]?.only_reads === true) {
    throw new EnvironmentError('the database is read-only', {
      code: 'READ_ONLY_DATABASE',
      hint: 'If it is a standby, connect to the primary; otherwise turn default_transaction_read_only off for the role or database.',
    });
  }
  if (rows[0]?.locked !== true) {
    throw new UsageError('another process is seeding this database', {
      code: 'SEED_IS_RUNNING',
      hint: 'Wait until it has finished.',
    });
  }
  await waitForWriters(client);
  return work().catch((error: unknown) => {
    throw explainMissingPrivilege(error);
  });
}

/** Begins a transaction that writes rows, and that the next run waits for. */
export async function beginWriting(client: ClientBase): Promise<void> {
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock_shared(${WRITERS})`);
}

async function waitForWriters(client: Client): Promise<void> {
  await client
    .query(`SET lock_timeout = ${PATIENCE}; SELECT pg_advisory_xact_lock(${WRITERS}); RESET lock_timeout`)
    .catch((error: unknown) => {
      throw codeOf(error) === SQLSTATE.lockNotAvailable
        ? new UsageError('a transaction of an earlier seed, whose process has ended, still writes to this database', {
            code: 'SEED_IS_RUNNING',
            hint: 'Wait until the server has finished it; pg_stat_activity shows it as "elementaldb seed".',
            cause: error,
          })
        : error;
    });
}

/** Turns the server's refusal for lack of a privilege into a usage error. */
function explainMissingPrivilege(thrown: unknown): unknown {
  return codeOf(thrown) === SQLSTATE.insufficientPrivilege
    ? new UsageError(`the role lacks a privilege: ${messageOf(thrown)}`, {
        code: 'RIGHTS_MISSING',
        hint: 'Connect as the owner of the tables, or GRANT the role SELECT, INSERT and, for --replace, DELETE on them.',
        cause: thrown,
      })
    : thrown;
}
