import type { Client } from 'pg';

import { UsageError } from '../../support/errors.ts';

/** A number that nothing else is likely to lock in a database. */
const LOCK = 7_205_759_403_792_841n;

/**
 * Runs work while no other process seeds the database. The lock ends with the connection, so a process that is killed
 * leaves none.
 *
 * @throws UsageError `SEED_IS_RUNNING`
 */
export async function whileNobodyElseSeeds<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK]);
  if (rows[0]?.locked !== true) {
    throw new UsageError('another process is seeding this database', {
      code: 'SEED_IS_RUNNING',
      hint: 'Wait until it has ended.',
    });
  }
  return work();
}
