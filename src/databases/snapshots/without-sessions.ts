import { setTimeout as sleep } from 'node:timers/promises';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { terminateSessions } from '../force-drop.ts';
import type { SnapshotContext } from './snapshot-context.ts';

/** Interval at which new sessions are ended, in milliseconds. */
const POLL_MS = 20;

/**
 * Runs a statement that needs a database without sessions. PostgreSQL first locks the database, so that new sessions
 * wait, and then waits up to five seconds for the others to end; they are ended meanwhile. So the database need not be
 * closed to new sessions, a state that would remain if this process were killed.
 *
 * @throws EnvironmentError `DATABASE_IN_USE` for sessions that this role may not end, or prepared transactions
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
    await clearing.catch(() => undefined); // The statement has succeeded or its error explains.
  }
}
