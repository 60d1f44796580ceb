import type { ConnectionTarget } from '../../postgres/connect.ts';
import { withDatabase } from '../../postgres/connection-url.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { forceDropDatabase } from '../force-drop.ts';
import { withFreshDatabase } from './fresh-database.ts';
import { findSnapshot } from './named-snapshot.ts';
import { withSnapshotContext } from './snapshot-context.ts';

/**
 * Runs `work` on a copy of a snapshot of the database at a URL, which is dropped afterwards; a snapshot itself accepts no
 * connections.
 *
 * @throws UsageError `NO_SUCH_SNAPSHOT`; the errors of `withSnapshotContext`
 */
export function withSnapshotCopy<T>(
  url: string,
  name: string,
  work: (copy: ConnectionTarget) => Promise<T>,
): Promise<T> {
  return withSnapshotContext(url, async (site) => {
    const { storedAs } = await findSnapshot(site, name);
    const clauses = `TEMPLATE ${quoteIdentifier(storedAs)} ${site.strategy}`;
    return withFreshDatabase(site, { clauses, propertiesOf: storedAs }, async (fresh) => {
      const result = await work(withDatabase(url, fresh.name));
      await forceDropDatabase(site.maker, fresh.name);
      return result;
    });
  });
}
