import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { EnvironmentError, withCleanup } from '../support/errors.ts';

export interface AdvisoryLockOptions {
  /** What the lock protects, for the message: `the migrations of this database`. */
  purpose: string;
  /** Milliseconds to wait for all locks together. */
  timeout: number;
}

/** A session that holds an advisory lock. */
interface LockHolder {
  pid: number;
  applicationName: string;
  user: string | null;
  /** `active`, `idle`, ...; null without permission to see it. */
  state: string | null;
  /** Seconds since the start of its latest query. */
  seconds: number | null;
}

const POLL_MILLISECONDS = 100;

/**
 * Holds session-level advisory locks of the current database while `work` runs. The locks are taken in the given order, so
 * two callers with the same order cannot deadlock.
 *
 * Polls `pg_try_advisory_lock` instead of waiting in `pg_advisory_lock`: a waiting statement holds a snapshot, and CREATE
 * INDEX CONCURRENTLY in the holder's session would wait for it. Polling also allows a time limit.
 *
 * @throws EnvironmentError `LOCK_TIMEOUT` with the holder
 */
export async function withAdvisoryLocks<T>(
  client: Client,
  keys: readonly bigint[],
  options: AdvisoryLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const held: bigint[] = [];
  const release = async (): Promise<void> => {
    for (const key of held.toReversed()) {
      await client.query('SELECT pg_catalog.pg_advisory_unlock($1::bigint)', [key]);
    }
  };
  return withCleanup(async () => {
    const deadline = performance.now() + options.timeout;
    for (const key of keys) {
      await acquire(client, key, deadline, options);
      held.push(key);
    }
    return work();
  }, release);
}

async function acquire(client: Client, key: bigint, deadline: number, options: AdvisoryLockOptions): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_catalog.pg_try_advisory_lock($1::bigint) AS taken',
      [key],
    );
    if (rows[0]?.taken === true) {
      return;
    }
    const left = deadline - performance.now();
    if (left <= 0) {
      const holders = await lockHolders(client, key);
      throw new EnvironmentError(
        `${options.purpose}: still locked after ${options.timeout / 1000} s, ${describe(holders)}`,
        {
          code: 'LOCK_TIMEOUT',
          hint:
            holders[0] === undefined
              ? 'Try again, or use a longer timeout.'
              : `Wait for the holder, or end it with SELECT pg_terminate_backend(${holders[0].pid}).`,
        },
      );
    }
    await sleep(Math.min(POLL_MILLISECONDS, left));
  }
}

/** The holders of an advisory lock of the current database, by its 64-bit key. */
async function lockHolders(client: Client, key: bigint): Promise<LockHolder[]> {
  // A bigint key is stored as two halves with objsubid 1: https://www.postgresql.org/docs/current/view-pg-locks.html
  const { rows } = await client.query<LockHolder>(
    `SELECT a.pid, a.application_name AS "applicationName", a.usename AS "user", a.state,
            extract(epoch FROM clock_timestamp() - a.query_start)::float8 AS seconds
       FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND l.classid::bigint = ($1::bigint >> 32) & 4294967295 AND l.objid::bigint = $1::bigint & 4294967295`,
    [key],
  );
  return rows;
}

function describe(holders: LockHolder[]): string {
  if (holders.length === 0) {
    return 'but the holder has ended';
  }
  return holders
    .map(({ pid, applicationName, user, state, seconds }) => {
      const age = seconds === null ? '' : `, latest query ${Math.round(seconds)} s ago`;
      const name = applicationName === '' ? 'unnamed' : applicationName;
      return `held by pid ${pid} (${name}, user ${user ?? 'unknown'}, ${state ?? 'state unknown'}${age})`;
    })
    .join(' and ');
}
