import { setTimeout as sleep } from 'node:timers/promises';

import type { ExistingServer } from '../servers/existing.ts';
import type { PostgresServer } from '../servers/server.ts';
import { withCleanup } from '../support/errors.ts';
import { dropIfUnchanged, isExisting } from './create-database.ts';
import { releaseLease, tryLease } from './lease.ts';
import { readOwnDatabases, type Ownership } from './ownership.ts';

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
const TIMEOUT_MS = 1_000;

/**
 * Drops the databases that were created for the record of `server`, except for those whose lease, or a share of it,
 * another process holds: another run may have taken a copy, or use a template. Returns their names.
 */
export async function dropClaimed(server: ExistingServer): Promise<string[]> {
  const dropped: string[] = [];
  const begun = Date.now();
  for (const database of (await readOwnDatabases(server.lease)).filter(
    ({ ownership }) => ownership?.claim === server.claim,
  )) {
    const { name } = database;
    let free = await tryLease(server.lease, name);
    while (!free && Date.now() - begun < TIMEOUT_MS) {
      await sleep(20);
      free = await tryLease(server.lease, name);
    }
    if (free) {
      await withCleanup(
        () => dropIfUnchanged(server, database),
        () => releaseLease(server.lease, name),
      );
      dropped.push(name);
    }
  }
  return dropped;
}
