import { setTimeout as sleep } from 'node:timers/promises';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { terminateSessions } from '../force-drop.ts';
import type { SnapshotContext } from './snapshot-context.ts';

/** How often whoever came in between is disconnected again, in milliseconds. */
const POLL_MS = 20;

/**
 * Runs a statement that needs a database with nobody in it. PostgreSQL locks the database first, so that who wants in
 * has to wait, and then looks for five seconds whether those who are in have gone; these are disconnected meanwhile. So
 * there is no need to close the database to new sessions, in which state a killed process would leave it.
 *
 * @throws EnvironmentError `DATABASE_IN_USE` when there are some that this role may not disconnect, or prepared transactions
 */
export async function withoutSessions<T>(
  { terminator }: SnapshotContext,
  { oid, name }: { oid: string; name: string },
  work: () => Promise<T>,
): Promise<T> {
  await terminateSessions(terminator, oid);
  const over = new AbortController();
  const clearing = (async () => {
    while (!over.signal.aborted) {
      await terminateSessions(terminator, oid);
      await sleep(POLL_MS);
    }
  })();
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== SQLSTATE.objectInUse) {
      throw error;
    }
    throw new EnvironmentError(`the database "${name}" is in use: ${messageOf(error)}`, {
      code: 'DATABASE_IN_USE',
      hint: 'End the sessions and prepared transactions that this role may not end, and try again.',
      cause: error,
    });
  } finally {
    over.abort();
    await clearing.catch(() => undefined);
  }
}
