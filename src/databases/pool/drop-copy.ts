import { withConnection } from '../../postgres/connect.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { forceDropDatabase } from '../force-drop.ts';
import type { Cluster } from './cluster.ts';
import type { Copy } from './copies.ts';

/**
 * Drops a copy if it is still the one that is meant. PostgreSQL drops no database with subscriptions, so those that a test
 * has left are dropped before; what they were subscribed to is not told.
 *
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`
 */
export async function dropCopy(cluster: Cluster, copy: Pick<Copy, 'name' | 'oid'>): Promise<void> {
  const drop = (): Promise<void> =>
    cluster.slow((client) => forceDropDatabase(client, copy.name, (present) => Promise.resolve(present === copy.oid)));
  try {
    await drop();
  } catch (error) {
    if (!(await dropSubscriptions(cluster, copy))) {
      throw error;
    }
    await drop();
  }
}

/** Whether there were any. */
async function dropSubscriptions(cluster: Cluster, { name, oid }: Pick<Copy, 'name' | 'oid'>): Promise<boolean> {
  const { rows } = await cluster.quick((client) =>
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
