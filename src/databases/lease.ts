import type { Client } from 'pg';

/** First half of the advisory lock's key: "elem" in ASCII. The second is a hash of the database's name. */
export const LEASE_CLASS = 0x65_6c_65_6d;

/**
 * Takes the lease of a database's name unless another process holds it: a session-level advisory lock, which goes with
 * the connection, in whatever way its process ends. The same session may take it again.
 */
export async function tryLease(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
    LEASE_CLASS,
    name,
  ]);
  if (rows[0]?.taken !== true) {
    return false;
  }
  if (await isHeldElsewhere(client, name)) {
    await releaseLease(client, name);
    return false;
  }
  return true;
}

/** Gives a lease back; without effect when the connection, and with it the lease, has gone. */
export async function releaseLease(client: Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LEASE_CLASS, name]).catch(() => undefined);
}

/**
 * Advisory locks belong to a database, and a process that may not enter the usual one holds its leases in another; but
 * `pg_locks` shows those of all: https://www.postgresql.org/docs/current/view-pg-locks.html
 */
async function isHeldElsewhere(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_locks
                     WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND pid <> pg_backend_pid()
                       AND classid::bigint = $1::bigint
                       AND objid::bigint = hashtext($2)::bigint & 4294967295) AS held`,
    [LEASE_CLASS, name],
  );
  return rows[0]?.held === true;
}

/**
 * Takes a share of a lease, which others may have too; while somebody has one, `tryLease` is refused. False when
 * another holds the lease itself.
 */
export async function holdShared(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock_shared($1, hashtext($2)) AS taken',
    [LEASE_CLASS, name],
  );
  return rows[0]?.taken === true;
}

/** Gives a share back. */
export async function releaseShared(client: Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_unlock_shared($1, hashtext($2))', [LEASE_CLASS, name]).catch(() => undefined);
}
