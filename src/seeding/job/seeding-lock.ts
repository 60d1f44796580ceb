import type { Client } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../../support/errors.ts';

/** A number that nothing else is likely to lock in a database. */
const LOCK = 7_205_759_403_792_841n;

/**
 * Runs work while no other process seeds the database. The lock ends with the connection, so a process that is killed
 * leaves none.
 *
 * @throws UsageError `SEED_IS_RUNNING`, `RIGHTS_MISSING`; EnvironmentError `READ_ONLY_DATABASE`
 */
export async function whileNobodyElseSeeds<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ locked: boolean; only_reads: boolean }>(
    `SELECT pg_try_advisory_lock($1) AS locked, current_setting('transaction_read_only') = 'on' AS only_reads`,
    [LOCK],
  );
  if (rows[0]?.only_reads === true) {
    throw new EnvironmentError('the database takes no rows: its transactions are read-only', {
      code: 'READ_ONLY_DATABASE',
      hint: 'Connect to the primary if this is a standby; else turn default_transaction_read_only off for the role or database.',
    });
  }
  if (rows[0]?.locked !== true) {
    throw new UsageError('another process is seeding this database', {
      code: 'SEED_IS_RUNNING',
      hint: 'Wait until it has ended.',
    });
  }
  return work().catch((error: unknown) => {
    throw explainLackOfRights(error);
  });
}

/** The server's refusal for want of a right, put as one of ours; others as they are. */
function explainLackOfRights(thrown: unknown): unknown {
  return codeOf(thrown) === SQLSTATE.insufficientPrivilege
    ? new UsageError(`the role has no right to do what this needs: ${messageOf(thrown)}`, {
        code: 'RIGHTS_MISSING',
        hint: 'Connect as the owner of the tables, or GRANT the role SELECT, INSERT and, for --replace, DELETE on them.',
        cause: thrown,
      })
    : thrown;
}
