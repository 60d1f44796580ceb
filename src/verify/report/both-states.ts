import type { Client } from 'pg';

import type { BothStates } from '../../catalog/revert/rebuild-dependents.ts';
import { readDependencies } from '../../catalog/snapshot/dependencies.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';

/**
 * What the statements that restore a state need to know.
 *
 * @param actual the state that the database is in
 */
export async function bothStates(
  database: { client: () => Promise<Client> },
  wanted: CatalogSnapshot,
  actual: CatalogSnapshot,
): Promise<BothStates> {
  const isSame = wanted.objects === actual.objects;
  const dependencies = isSame ? [] : await readDependencies(await database.client());
  return { wanted: wanted.objects, current: actual.objects, dependencies, sequences: actual.sequences };
}
