import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { serverFields } from '../../migrations/runner/sql-error.ts';
import { messageOf } from '../../support/errors.ts';
import { downFile, isForwardOnly, upFile } from '../migration-source.ts';
import { bothStates } from '../report/both-states.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import type { EmptyTrialResult, PopulatedTrialResult } from '../report/pass-results.ts';
import { NO_DOWNS, PASS, skipped, UP_FAILS_ON_ROWS } from '../report/verdict.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';
import { checkDataPreserved } from './data-preserved.ts';
import { runFirstUpOnRows } from './first-up-on-rows.ts';
import type { PopulatedDatabase } from './populated-database.ts';
import { PopulatedTrial } from './populated-trial.ts';
import { dependsOnValues, tableOf } from './row-failures.ts';
import { checkSecondUpOnRows } from './second-up-on-rows.ts';
import { checkGrownRows, hasGrown, checkThirdUpOnRows } from './third-up-on-rows.ts';

/**
 * Tries one migration with rows in every table: up; rows that only the new schema allows; up again; down; up. A step that
 * fails is tried again from the same state with only the rows from before the up, to tell a defect from rows that nobody
 * would write.
 *
 * @throws UpNotRepeatable
 */
export async function runPopulatedTrial(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
): Promise<PopulatedTrialResult> {
  const trial = new PopulatedTrial(database, empty);
  const first = await runFirstUpOnRows(trial);
  const { refusedRows } = database;
  let good: CatalogSnapshot | undefined;
  if (first === undefined) {
    trial.dataPreserved = UP_FAILS_ON_ROWS;
  } else {
    database.noteChangedColumns(first.before, first.after);
    if (trial.hasFound('second-up-fails', 'second-up-changes')) {
      good = await database.refill(first.before, first.after);
    } else {
      const second = await checkSecondUpOnRows(database, empty, first);
      trial.add('idempotent', second.findings);
      good = second.state;
    }
    if (isForwardOnly(empty.source)) {
      trial.dataPreserved = NO_DOWNS;
    } else if (trial.hasFound('down-missing', 'down-fails', 'down-acts')) {
      trial.dataPreserved = skipped('there is no down that runs');
    } else {
      good = await downAndUp(trial, { ...first, good });
    }
  }
  if (refusedRows !== undefined) {
    const { file, sql, run } = refusedRows;
    trial.add('dataPreserved', [
      await failureFinding(run, {
        code: 'user-rows-fail',
        what: 'the server rejects the rows of the populate folder for this version',
        fix: 'Change the rows to fit the schema before this version.',
        file,
        sql,
        populated: true,
      }),
    ]);
  }
  return {
    findings: trial.findings,
    dataPreserved: trial.dataPreserved,
    upChangesRows: first !== undefined && diff(first.before, first.after).grade !== 'equal',
    unpopulated: await database.finish(empty.source, good),
    untried: first?.untried ?? [],
  };
}

interface States {
  before: CatalogSnapshot;
  after: CatalogSnapshot;
  /** The database as it is; undefined when its state is not known to be right. */
  good: CatalogSnapshot | undefined;
}

/** @returns the state after the last up, undefined when it is not known to be right */
async function downAndUp(trial: PopulatedTrial, states: States): Promise<CatalogSnapshot | undefined> {
  const { database, empty } = trial;
  const { source } = empty;
  let { before } = states;
  if (states.good === undefined) {
    before = await database.rebuild(empty);
    await database.run(source.up);
  }
  const run = await database.run(source.down);
  if (!run.ok) {
    await checkFailedDown(trial, states.before, run);
    return undefined;
  }
  const actual = await database.takeSnapshot();
  const difference = diff(before, actual);
  if (trial.passed('reversible')) {
    const findings = await differenceFindings(diff({ ...before, rows: [] }, { ...actual, rows: [] }), {
      ...downFile(source),
      code: 'down-differs',
      what: 'with rows in the tables, up and down leave a difference',
      fix: 'Undo in the down exactly what the up does.',
      definedIn: upFile(source),
      revert: { role: database.role, states: await bothStates(database, difference, before, actual) },
      populated: true,
    });
    trial.add('reversible', findings);
  }
  if (difference.rows.some(({ before: count, lost }) => count !== null && count > 0 && lost !== 0)) {
    trial.dataPreserved = await checkDataPreserved(database, empty);
    return undefined;
  }
  trial.dataPreserved = PASS;
  if (difference.rows.some((change) => hasGrown(change) && !database.wasRefilled(change.table))) {
    return checkGrownRows(trial);
  }
  return checkThirdUpOnRows(trial, states.after);
}

async function checkFailedDown(trial: PopulatedTrial, before: CatalogSnapshot, run: FailedRun): Promise<void> {
  const { database, empty } = trial;
  const { source } = empty;
  const template = { ...downFile(source), code: 'down-fails' as const, populated: true };
  await database.rebuild(empty);
  await database.run(source.up);
  const again = await database.run(source.down);
  if (!again.ok && (await failsByConflictingRows(database, empty, again))) {
    const reason = `rows that conflict with what the up inserts make the down fail: ${messageOf(again.error)}`;
    empty.insertedRows.forEach(({ table }) => database.noteUnpopulated(table, reason));
    trial.dataPreserved = await checkDataPreserved(database, empty);
    return;
  }
  if (!again.ok) {
    const what = 'on tables with rows, the down fails';
    const fix = 'Make the rows fit in the down before it adds a constraint or narrows a type.';
    trial.add('reversible', [await failureFinding(again, { ...template, what, fix })]);
    trial.dataPreserved = skipped('the down fails on rows');
    return;
  }
  if (dependsOnValues(run, database)) {
    // A row of the new schema need not fit the old one: others that fit can be written, too.
    const table = tableOf(run, before) ?? 'a table';
    database.noteUnpopulated(table, `rows that only the new schema allows make the down fail: ${messageOf(run.error)}`);
  } else {
    const what = 'the down fails on rows that only the new schema allows';
    const fix =
      'Make such rows fit (UPDATE, DELETE) in the down before it restores the old schema, or accept the finding in a ' +
      'comment if there are none.';
    trial.add('reversible', [{ ...(await failureFinding(run, { ...template, what, fix })), status: 'warn' }]);
  }
  trial.dataPreserved = await checkDataPreserved(database, empty);
}

/**
 * Whether the down misses an object only beside rows that conflict with those that the up inserts, such as a queue of that
 * name without its table: nobody has such rows. There are none from then on.
 */
async function failsByConflictingRows(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
  { error }: FailedRun,
): Promise<boolean> {
  const { source, insertedRows } = empty;
  const missesObject = /^(?:42P01|42704|42883|3F000)$/.test(serverFields(error).code ?? '');
  if (!missesObject || insertedRows.length === 0) {
    return false;
  }
  insertedRows.forEach(({ table }) => database.exclude(table));
  await database.rebuild(empty);
  await database.run(source.up);
  return (await database.run(source.down)).ok;
}
