import { forceDropDatabase } from '../force-drop.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { findSnapshot, snapshotBusy } from './named-snapshot.ts';
import { withSnapshotContext } from './snapshot-context.ts';

/**
 * Removes a snapshot of the database that a URL names; nothing else is touched.
 *
 * @throws UsageError `BAD_SNAPSHOT_NAME`, `NO_SUCH_SNAPSHOT`; EnvironmentError `SNAPSHOT_BUSY`, `CANNOT_DROP_DATABASE`;
 *   the errors of `withSnapshotContext`
 */
export function removeSnapshot(url: string, name: string): Promise<void> {
  return withSnapshotContext(url, async (site) => {
    const { storedAs } = await findSnapshot(site, name);
    if (!(await tryLease(site.maker, storedAs))) {
      throw snapshotBusy(name);
    }
    try {
      await forceDropDatabase(site.maker, storedAs);
    } finally {
      await releaseLease(site.maker, storedAs);
    }
  });
}
