import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { messageOf } from '../../support/errors.ts';
import { upFile } from '../migration-source.ts';
import { failureFinding } from '../report/describe-findings.ts';
import type { PopulatedTrial } from './populated-trial.ts';
import { dependsOnValues, fixForAnyRows, fixForUnfitRows, isDataException, tableOf } from './row-failures.ts';

/** How often rows that an up rejects are left out before its verdict on rows is given up. */
const MAX_EXCLUSIONS = 4;

/** The states that a first up led from and to. */
export interface FirstUpOnRows {
  before: CatalogSnapshot;
  after: CatalogSnapshot;
}

/** Runs the up on rows, leaving out those that it rejects; undefined when it accepts none. */
export async function runFirstUpOnRows(trial: PopulatedTrial): Promise<FirstUpOnRows | undefined> {
  const { database, empty } = trial;
  for (let attempt = 0; attempt <= MAX_EXCLUSIONS; attempt += 1) {
    const before = await (attempt === 0 ? database.prepare(empty) : database.rebuild(empty));
    const run = await database.run(empty.source.up);
    if (run.ok) {
      return { before, after: await database.takeSnapshot() };
    }
    const table = tableOf(run, before);
    if (database.hasComparedValues) {
      database.avoidComparedValues();
      const reason = `rows with values that the files compare make the up fail: ${messageOf(run.error)}`;
      database.noteUnpopulated(table ?? 'every table', reason);
      continue;
    }
    if (isDataException(run)) {
      // A cast or a sum that fails on generated values proves nothing about the up.
      const values = database.hasBoundaryValues ? 'values at the bounds of their types' : 'generated values';
      database.noteUnpopulated(table ?? 'every table', `${values} make the up fail: ${messageOf(run.error)}`);
      if (!database.hasBoundaryValues) {
        return undefined;
      }
      database.avoidBoundaryValues();
      continue;
    }
    if (table !== undefined && database.isExcluded(table)) {
      // The rows that make it fail are not generated ones: the finding is there already.
      return undefined;
    }
    const doubtful = dependsOnValues(run, database);
    const failure = await failureFinding(run, {
      ...upFile(empty.source),
      code: 'up-fails',
      what: doubtful
        ? 'the up fails on rows that do not fit, as some generated ones do not'
        : 'on tables with rows, the up fails',
      fix: doubtful
        ? `${fixForUnfitRows(run)} Do nothing if all rows of production fit; to test with such rows, add them to the ` +
          'populate folder as <version>.sql (--populate).'
        : fixForAnyRows(run),
      populated: true,
    });
    trial.add('applies', [doubtful ? { ...failure, status: 'warn' } : failure]);
    if (table === undefined) {
      return undefined;
    }
    database.exclude(table);
  }
  return undefined;
}
