import type { Client } from 'pg';

import { dropDisconnecting } from '../drop-disconnecting.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { readMarked } from '../mark.ts';

/** What stands in the place of a run in the mark of a database that another has taken the place of. */
export const REPLACED = 'replaced';

/** Drops what processes that were killed while they saved or restored have left: ours for certain, its lease free. */
export async function sweepUnfinished(maker: Client): Promise<void> {
  for (const { name, oid, mark, mayDrop } of await readMarked(maker)) {
    const unfinished = mark === undefined || mark.claim === REPLACED;
    if (!unfinished || !mayDrop || !(await tryLease(maker, name))) {
      continue;
    }
    try {
      await dropDisconnecting(maker, name, (present) => Promise.resolve(present === oid));
    } catch {
      // Leftovers must not keep anybody from working.
    } finally {
      await releaseLease(maker, name);
    }
  }
}
