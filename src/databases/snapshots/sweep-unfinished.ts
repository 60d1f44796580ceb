import type { Client } from 'pg';

import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readOwnDatabases } from '../ownership.ts';

/** What stands in the place of a run in the mark of a database that another has taken the place of. */
export const REPLACED = 'replaced';

/** Drops what processes that were killed while they saved or restored have left: ours for certain, its lease free. */
export async function sweepUnfinished(maker: Client): Promise<void> {
  for (const { name, oid, ownership, mayDrop } of await readOwnDatabases(maker)) {
    const unfinished = ownership === undefined || ownership.claim === REPLACED;
    if (!unfinished || !mayDrop || !(await tryLease(maker, name))) {
      continue;
    }
    try {
      await forceDropDatabase(maker, name, (present) => Promise.resolve(present === oid));
    } catch {
      // Leftovers must not keep anybody from working.
    } finally {
      await releaseLease(maker, name);
    }
  }
}
