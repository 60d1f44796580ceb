import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { messageOf } from '../../support/errors.ts';
import { upFile } from '../migration-source.ts';
import { failureFinding } from '../report/describe-findings.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';
import type { PopulatedTrial } from './populated-trial.ts';
import { untriedStatements } from './untried-statements.ts';
import { dependsOnValues, fixForUnfitRows, isDataException, tableOf } from './row-failures.ts';

/** How often the up is tried, each time without the rows that it rejected, before its verdict on rows is given up. */
const MAX_ATTEMPTS = 8;

/** The states that a first up led from and to. */
export interface FirstUpOnRows {
  before: CatalogSnapshot;
  after: CatalogSnapshot;
}

export interface FirstRunOnRows extends FirstUpOnRows {
  /** Statements whose condition no row met. */
  untried: readonly string[];
}

/** How an up failed on rows with values that the files compare columns with. */
interface Refusal {
  run: FailedRun;
  table: string | undefined;
}

/** Runs the up on rows, leaving out those that it rejects; undefined when it accepts none. */
export async function runFirstUpOnRows(trial: PopulatedTrial): Promise<FirstRunOnRows | undefined> {
  const { database, empty } = trial;
  let refusal: Refusal | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = await (attempt === 0 ? database.prepare(empty) : database.rebuild(empty));
    const run = await database.run(empty.source.up);
    if (run.ok) {
      if (refusal !== undefined) {
        await noteRefusal(trial, refusal);
      }
      const untried = await untriedStatements(empty.source.up ?? '', run);
      return { before, after: await database.takeSnapshot(), untried };
    }
    const table = tableOf(run, before);
    if (database.hasComparedValues && dependsOnValues(run, database)) {
      refusal = { run, table };
      database.useComparedValues(false);
      continue;
    }
    if (refusal !== undefined) {
      // It fails without these values, too.
      refusal = undefined;
      database.useComparedValues(true);
    }
    if (isDataException(run)) {
      // A cast or a sum that fails on generated values proves nothing about the up.
      noteUnsuitable(
        trial,
        { run, table },
        database.hasBoundaryValues ? 'values at the bounds of their types' : 'generated values',
      );
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
    await addFailure(trial, run);
    if (table === undefined) {
      return undefined;
    }
    database.exclude(table);
  }
  return undefined;
}

function noteUnsuitable({ database }: PopulatedTrial, { run, table = 'every table' }: Refusal, values: string): void {
  database.noteUnpopulated(table, `${values} make the up fail: ${messageOf(run.error)}`);
}

async function noteRefusal(trial: PopulatedTrial, refusal: Refusal): Promise<void> {
  noteUnsuitable(trial, refusal, 'values that the files compare columns with');
  if (!isDataException(refusal.run)) {
    await addFailure(trial, refusal.run);
  }
}

async function addFailure(trial: PopulatedTrial, run: FailedRun): Promise<void> {
  const doubtful = dependsOnValues(run, trial.database);
  const failure = await failureFinding(run, {
    ...upFile(trial.empty.source),
    code: 'up-fails',
    what: doubtful
      ? 'the up fails on rows that do not fit, as some generated ones do not'
      : 'on tables with rows, the up fails',
    fix: doubtful
      ? `${fixForUnfitRows(run)} Do nothing if all rows of production fit; to test with such rows, add them to the ` +
        'populate folder as <version>.sql (--populate).'
      : 'Make the up work with any rows in the tables.',
    populated: true,
  });
  trial.add('applies', [doubtful ? { ...failure, status: 'warn' } : failure]);
}
