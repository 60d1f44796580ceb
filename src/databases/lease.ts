import type { Client } from 'pg';

import { prepared } from '../postgres/prepared.ts';

/** First half of the advisory lock's key: "elem" in ASCII. The second is a hash of the database's name. */
export const LEASE_CLASS = 0x65_6c_65_6d;

/** The application name of a session that creates databases, with the record that they are made for (`Ownership.claim`). */
export function makerName(claim: string): string {
  return `elementaldb maker ${claim}`.trimEnd();
}

/**
 * Takes the lease of a database's name unless another process holds it. The lease is a session-level advisory lock: the
 * server releases it when the connection ends, even after `kill -9`. The same session may take it again.
 */
export async function tryLease(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>({ ...TAKE, values: [LEASE_CLASS, name] });
  return rows[0]?.taken === true;
}

/**
 * Advisory locks belong to one database, and a process that may not connect to the usual one holds its leases in another.
 * So the locks of all databases are checked: https://www.postgresql.org/docs/current/view-pg-locks.html. CASE evaluates
 * the check after the lock is taken: of two processes that do so at once, at least one sees the other.
 */
const TAKE = prepared(
  'take_lease',
  `SELECT CASE WHEN pg_try_advisory_lock($1, hashtext($2))
     THEN NOT EXISTS (SELECT FROM pg_locks
                       WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND pid <> pg_backend_pid()
                         AND classid::bigint = $1::bigint
                         AND objid::bigint = hashtext($2)::bigint & 4294967295)
          OR NOT pg_advisory_unlock($1, hashtext($2))
     ELSE false END AS taken`,
);

const RELEASE = prepared('release_lease', 'SELECT pg_advisory_unlock($1, hashtext($2))');

/** Releases a lease. Does nothing when the connection, and so the lease, is lost. */
export async function releaseLease(client: Client, name: string): Promise<void> {
  await client.query({ ...RELEASE, values: [LEASE_CLASS, name] }).catch(() => undefined);
}

/** Takes a share of a lease. While any session has a share, `tryLease` fails. False when another holds the lease. */
export async function tryShareLease(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock_shared($1, hashtext($2)) AS taken',
    [LEASE_CLASS, name],
  );
  return rows[0]?.taken === true;
}

/** Releases a share. Does nothing when the connection, and so the share, is lost. */
export async function releaseSharedLease(client: Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_unlock_shared($1, hashtext($2))', [LEASE_CLASS, name]).catch(() => undefined);
}
