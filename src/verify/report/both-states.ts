import type { Client } from 'pg';

import type { SnapshotDiff } from '../../catalog/diff/snapshot-diff.ts';
import type { BothStates } from '../../catalog/revert/rebuild-dependents.ts';
import { readDependencies } from '../../catalog/snapshot/dependencies.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';

/**
 * What the statements that restore a state need to know. The database is asked only where objects differ.
 *
 * @param actual the state that the database is in
 */
export async function bothStates(
  database: { client: () => Promise<Client> },
  { objects }: SnapshotDiff,
  wanted: CatalogSnapshot,
  actual: CatalogSnapshot,
): Promise<BothStates> {
  const dependencies = objects.length === 0 ? [] : await readDependencies(await database.client());
  return { wanted: wanted.objects, current: actual.objects, dependencies, sequences: actual.sequences };
}
