import { withConnection } from '../../postgres/connect.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { forceDropDatabase } from '../force-drop.ts';
import type { Cluster } from './cluster.ts';
import type { Copy } from './copies.ts';

/**
 * Drops a copy, unless its name belongs to another database by now. PostgreSQL does not drop databases with subscriptions,
 * so subscriptions that a test has left are dropped first, without a message to the publisher.
 *
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`
 */
export async function dropCopy(cluster: Cluster, copy: Pick<Copy, 'name' | 'oid'>): Promise<void> {
  const drop = (): Promise<void> =>
    cluster.withMakerSession((client) =>
      forceDropDatabase(client, copy.name, (present) => Promise.resolve(present === copy.oid)),
    );
  try {
    await drop();
  } catch (error) {
    if (!(await dropSubscriptions(cluster, copy))) {
      throw error;
    }
    await drop();
  }
}

/** False when there were none. */
async function dropSubscriptions(cluster: Cluster, { name, oid }: Pick<Copy, 'name' | 'oid'>): Promise<boolean> {
  const { rows } = await cluster.withLeaseSession((client) =>
    client.query<{ name: string }>('SELECT subname AS name FROM pg_subscription WHERE subdbid = $1', [oid]),
  );
  if (rows.length === 0) {
    return false;
  }
  await withConnection(cluster.connection(name), async (client) => {
    for (const subscription of rows.map((row) => quoteIdentifier(row.name))) {
      await client.query(
        `ALTER SUBSCRIPTION ${subscription} DISABLE;
         ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE);
         DROP SUBSCRIPTION ${subscription}`,
      );
    }
  });
  return true;
}
