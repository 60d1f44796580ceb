import { setTimeout as sleep } from 'node:timers/promises';

import type { ExistingServer } from '../servers/existing.ts';
import type { PostgresServer } from '../servers/server.ts';
import { withCleanup } from '../support/errors.ts';
import { dropIfUnchanged, isExisting } from './create-database.ts';
import { LEASE_CLASS, makerName, releaseLease, tryLease } from './lease.ts';
import { readOwnDatabases, type Ownership } from './ownership.ts';
import { readOpenSessions } from './pool/open-sessions.ts';

/**
 * Drops databases on an existing server whose owner has ended: verified as ours, not detached, lease free. What this role
 * may not drop, or cannot drop now, is left for another run. Returns their names.
 */
export async function sweepDatabases(server: PostgresServer): Promise<string[]> {
  if (!isExisting(server)) {
    return []; // A server that we started is removed as a whole.
  }
  const swept: string[] = [];
  for (const database of await readOwnDatabases(server.lease)) {
    const { name, ownership, mayDrop } = database;
    if (
      !mayDrop ||
      ownership?.detached === true ||
      ownership?.claim === server.claim ||
      !(await tryLease(server.lease, name))
    ) {
      continue;
    }
    try {
      if (ownership?.use === 'snapshot' && !(await isOwnerDead(server, ownership))) {
        continue;
      }
      if (ownership?.use === 'connected' && (await readOpenSessions(server.lease, [database.oid])).length > 0) {
        continue;
      }
      await dropIfUnchanged(server, database);
      swept.push(name);
    } catch {
      // What cannot be dropped must not stop this run.
    } finally {
      await releaseLease(server.lease, name);
    }
  }
  return swept;
}

/** No session holds the lease of a snapshot: it stays as long as its database. */
async function isOwnerDead({ lease }: ExistingServer, { of = '' }: Ownership): Promise<boolean> {
  const free = await tryLease(lease, of);
  if (free) {
    await releaseLease(lease, of);
  }
  return free;
}

/** How long the server may take to release the leases of processes that have just ended, in milliseconds. */
const RELEASE_MS = 1_000;

/** How long a database may take to be created for a process that has ended, in milliseconds. */
const CREATION_MS = 10_000;

/**
 * Drops the databases that were created for the record of `server`, except for those whose lease, or a share of it,
 * another process holds: another run may have taken a copy, or use a template. Also drops those that a killed process had
 * not marked yet: the server finishes CREATE DATABASE though nobody waits for it. Returns their names.
 */
export async function dropClaimed(server: ExistingServer): Promise<string[]> {
  const dropped: string[] = [];
  for (const begun = Date.now(); ; await sleep(20)) {
    // Before the databases are read: one that is finished in between is seen.
    const inCreation = await countAbandonedCreations(server);
    let leased = 0;
    for (const database of await readOwnDatabases(server.lease)) {
      const { name, ownership, mayDrop } = database;
      if (ownership === undefined ? !mayDrop : ownership.claim !== server.claim) {
        continue;
      }
      if (!(await tryLease(server.lease, name))) {
        leased += 1;
        continue;
      }
      await withCleanup(
        () => dropIfUnchanged(server, database),
        () => releaseLease(server.lease, name),
      );
      dropped.push(name);
    }
    const limit = inCreation > 0 ? CREATION_MS : leased > 0 ? RELEASE_MS : 0;
    if (Date.now() - begun >= limit) {
      return dropped;
    }
  }
}

/**
 * How many databases the server is creating for processes that have ended: their names are leased before they exist, so a
 * name without a lease has lost its process. The lease of one that has just been killed may still be held; its session
 * names the record of `server`.
 */
async function countAbandonedCreations({ lease, claim }: ExistingServer): Promise<number> {
  const { rows } = await lease.query<{ count: number }>(
    String.raw`SELECT count(*)::int AS count
       FROM (SELECT application_name, substring(query FROM '^CREATE DATABASE "(elementaldb_(?:new|test)_[0-9a-f]+)"') AS name
               FROM pg_stat_activity WHERE state = 'active') creation
      WHERE name IS NOT NULL
        AND (application_name = $2
             OR NOT EXISTS (SELECT FROM pg_locks
                             WHERE locktype = 'advisory' AND granted AND classid::bigint = $1::bigint
                               AND objid::bigint = hashtext(name)::bigint & 4294967295))`,
    [LEASE_CLASS, makerName(claim)],
  );
  return rows[0]?.count ?? 0;
}
