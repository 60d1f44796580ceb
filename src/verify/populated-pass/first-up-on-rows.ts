import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { messageOf } from '../../support/errors.ts';
import { failureFinding } from '../report/describe-findings.ts';
import type { PopulatedTrial } from './populated-trial.ts';
import { dependsOnValues, isDataException, makeFit, fixOf, tableOf } from './row-failures.ts';

/** How often rows that an up cannot take are left out before its verdict on rows is given up. */
const MOST_EXCLUSIONS = 3;

/** The states before and after an up that the rows could be made to suit; undefined when they could not. */
export async function applyUpOnRows({
  database,
  judged,
  add,
}: PopulatedTrial): Promise<{ before: CatalogSnapshot; after: CatalogSnapshot } | undefined> {
  const { migration, up } = judged.source;
  for (let attempt = 0; attempt <= MOST_EXCLUSIONS; attempt += 1) {
    const before = await (attempt === 0 ? database.prepare(judged) : database.rebuild(judged));
    const run = await database.run(up);
    if (run.ok) {
      return { before, after: await database.takeSnapshot() };
    }
    if (isDataException(run)) {
      // A cast or a sum that our values are too odd for says nothing of the up.
      const what = database.atBounds ? 'values at the bounds of their types' : 'made-up values';
      database.refuse(
        tableOf(run, before) ?? 'every table',
        `${what} stand in the way of the up: ${messageOf(run.error)}`,
      );
      if (!database.atBounds) {
        return undefined;
      }
      database.keepFromBounds();
      continue;
    }
    const table = tableOf(run, before);
    if (table !== undefined && database.isExcluded(table)) {
      // Rows that are not ours stand in the way: what there is to say was said.
      return undefined;
    }
    const doubtful = dependsOnValues(run, database);
    const failure = await failureFinding(run, {
      code: 'up-fails',
      what: doubtful ? 'the up fails where rows do not fit; of ours some do not' : 'on tables with rows the up fails',
      fix: doubtful
        ? `${makeFit(run)} Nothing, if all that production has fit; rows like those can be given as <version>.sql (--populate).`
        : fixOf(run),
      file: migration.up,
      sql: up,
      populated: true,
    });
    add('applies', [doubtful ? { ...failure, status: 'warn' } : failure]);
    if (table === undefined) {
      return undefined;
    }
    database.exclude(table);
  }
  return undefined;
}
