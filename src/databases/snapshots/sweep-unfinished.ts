import type { Client } from 'pg';

import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOwnDatabases } from '../ownership.ts';

/** The claim in the ownership comment of a database that was replaced. */
export const REPLACED = 'replaced';

/**
 * Drops leftovers of processes that were killed while saving or restoring: those with verified ownership and a free
 * lease.
 */
export async function sweepUnfinished(maker: Client): Promise<void> {
  for (const { name, oid, ownership, mayDrop } of await readOwnDatabases(maker)) {
    const unfinished = ownership === undefined || ownership.claim === REPLACED;
    if (!unfinished || !mayDrop || !(await tryLease(maker, name))) {
      continue;
    }
    try {
      await forceDropDatabase(maker, name, (present) => Promise.resolve(present === oid));
    } catch {
      // A leftover that cannot be dropped must not prevent the work.
    } finally {
      await releaseLease(maker, name);
    }
  }
}
