import { dropDisconnecting } from '../drop-disconnecting.ts';
import { releaseLease, tryLease } from '../lease.ts';
import { findSnapshot, snapshotBusy } from './named-snapshot.ts';
import { withSnapshotSite } from './snapshot-site.ts';

/**
 * Removes a snapshot of the database that a URL names; nothing else is touched.
 *
 * @throws UsageError `BAD_SNAPSHOT_NAME`, `NO_SUCH_SNAPSHOT`; EnvironmentError `SNAPSHOT_BUSY`, `CANNOT_DROP_DATABASE`;
 *   the errors of `withSnapshotSite`
 */
export function removeSnapshot(url: string, name: string): Promise<void> {
  return withSnapshotSite(url, async (site) => {
    const { storedAs } = await findSnapshot(site, name);
    if (!(await tryLease(site.maker, storedAs))) {
      throw snapshotBusy(name);
    }
    try {
      await dropDisconnecting(site.maker, storedAs);
    } finally {
      await releaseLease(site.maker, storedAs);
    }
  });
}
