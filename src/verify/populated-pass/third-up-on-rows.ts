import { diff } from '../../catalog/diff/diff.ts';
import type { RowChange } from '../../catalog/diff/snapshot-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { upFile } from '../migration-source.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import type { PopulatedTrial } from './populated-trial.ts';

/** Whether a table has all its rows and more of them. */
export function hasGrown({ before, lost, added }: RowChange): boolean {
  return before !== null && lost === 0 && added !== null && added > 0;
}

/**
 * Rows that up and down leave behind may be intended, such as parents of existing rows. They are a defect when the next up
 * inserts them once more; that is tried from the rows before the up, since of others more may be inserted.
 */
export async function checkGrownRows(trial: PopulatedTrial): Promise<undefined> {
  const { database, empty } = trial;
  const { source } = empty;
  await database.rebuild(empty);
  const first = await database.run(source.up);
  const once = await database.takeSnapshot();
  const runs = [first, await database.run(source.down), await database.run(source.up)];
  const twice = await database.takeSnapshot();
  const difference = diff(once, twice);
  const rows = difference.rows.filter(hasGrown);
  if (runs.some(({ ok }) => !ok) || rows.length === 0) {
    return;
  }
  const findings = await differenceFindings(
    { ...difference, rows, grade: 'different', objects: [], sequences: [], sequencesBehind: [], uncovered: [] },
    {
      ...upFile(source),
      code: 'third-up-differs',
      what: 'with rows in the tables, up, down and up insert more rows than the up alone',
      fix: 'Delete in the down what the up inserts, or insert only missing rows in the up.',
      populated: true,
    },
  );
  trial.add('reappliable', findings);
}

/** @returns the state after the up, undefined when it is not the expected one */
export async function checkThirdUpOnRows(
  trial: PopulatedTrial,
  expected: CatalogSnapshot,
): Promise<CatalogSnapshot | undefined> {
  const { database, empty } = trial;
  const { source } = empty;
  if ((await database.run(source.up)).ok) {
    const actual = await database.takeSnapshot();
    return diff({ ...expected, rows: [] }, { ...actual, rows: [] }).grade === 'equal' ? actual : undefined;
  }
  if (trial.passed('reappliable')) {
    // From the rows before the up, since others may be such as the old schema never allowed.
    await database.rebuild(empty);
    await database.run(source.up);
    await database.run(source.down);
    const again = await database.run(source.up);
    if (!again.ok) {
      const failure = await failureFinding(again, {
        ...upFile(source),
        code: 'third-up-fails',
        what: 'with rows in the tables, the up fails after the down',
        fix: 'Remove in the down what the up creates, or guard the up.',
        populated: true,
      });
      trial.add('reappliable', [failure]);
    }
  }
  return undefined;
}
