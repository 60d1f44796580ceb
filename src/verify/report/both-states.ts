import type { SnapshotDiff } from '../../catalog/diff/snapshot-diff.ts';
import type { BothStates } from '../../catalog/revert/dependents-graph.ts';
import type { Dependency } from '../../catalog/snapshot/dependencies.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';

/**
 * What the statements that restore a state need to know. The database is asked only where objects are to be dropped or
 * altered, since dependencies matter to nothing else.
 *
 * @param actual the state that the database is in
 */
export async function bothStates(
  database: { dependencies: () => Promise<Dependency[]> },
  { objects }: SnapshotDiff,
  wanted: CatalogSnapshot,
  actual: CatalogSnapshot,
): Promise<BothStates> {
  const isNeeded = objects.some(({ change }) => change === 'added' || change === 'changed');
  const dependencies = isNeeded ? await database.dependencies() : [];
  return { wanted: wanted.objects, current: actual.objects, dependencies, sequences: actual.sequences };
}
