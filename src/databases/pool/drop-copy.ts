import { forceDropDatabase } from '../force-drop.ts';
import type { Cluster } from './cluster.ts';
import type { Copy } from './copies.ts';

/**
 * Drops a copy, unless its name belongs to another database by now.
 *
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`
 */
export function dropCopy(cluster: Cluster, copy: Pick<Copy, 'name' | 'oid'>): Promise<void> {
  return cluster.withMakerSession((client) =>
    forceDropDatabase(client, copy.name, (present) => Promise.resolve(present === copy.oid)),
  );
}
