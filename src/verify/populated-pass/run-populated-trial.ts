import { diff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { RowChange } from '../../catalog/diff/snapshot-diff.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { messageOf } from '../../support/errors.ts';
import { checkDataPreserved } from './data-preserved.ts';
import type { Climbed } from '../report/findings.ts';
import { diffFindings, failureFinding } from '../report/describe-findings.ts';
import { secondUpOnRows } from './second-up-on-rows.ts';
import type { PopulatedDatabase, RefusedRows } from './populated-database.ts';
import type { PopulatedTrial } from './populated-trial.ts';
import { applyUpOnRows } from './first-up-on-rows.ts';
import { dependsOnValues, tableOf } from './row-failures.ts';
import { PASS, skipped, verdictOf, type Axis, type Finding, type FindingCode } from '../report/verdict.ts';

type Failure = Extract<MigrationRun, { ok: false }>;

/**
 * Climbs one trial with rows in every table: up; rows that the new schema allows; up again; down; up. Where a step goes
 * wrong, it is tried again from the same state with no rows but those that were there before the up, to tell a defect
 * from rows that nobody would have written.
 *
 * @throws UpNotRepeatable
 */
export async function runPopulatedTrial(database: PopulatedDatabase, judged: Climbed): Promise<void> {
  const { source, verdicts } = judged;
  const found: [Axis, readonly Finding[]][] = [];
  const trial: PopulatedTrial = { database, judged, add: (axis, findings) => void found.push([axis, findings]) };
  const applied = await applyUpOnRows(trial);
  const refused = database.refusedRows;
  let good: CatalogSnapshot | undefined;
  if (applied === undefined) {
    verdicts.dataPreserved = skipped('the up fails on rows');
  } else {
    const { before, after } = applied;
    if (diff(before, after).grade !== 'equal') {
      const told = verdicts.applies.findings.filter(({ code }) => code !== 'up-changes-nothing');
      verdicts.applies = verdictOf(told);
    }
    if (has(judged, 'second-up-fails', 'second-up-changes')) {
      good = await database.refill(before, after);
    } else {
      const second = await secondUpOnRows(database, judged, applied);
      trial.add('idempotent', second.findings);
      good = second.state;
    }
    if (has(judged, 'down-missing', 'down-fails', 'down-acts')) {
      verdicts.dataPreserved = skipped('there is no down that runs');
    } else {
      good = await downAndUp(trial, { before, after, good });
    }
  }
  if (refused !== undefined) {
    trial.add('dataPreserved', [await refusedRowsFinding(refused)]);
  }
  for (const [axis, findings] of found) {
    verdicts[axis] = findings.length === 0 ? verdicts[axis] : verdictOf([...verdicts[axis].findings, ...findings]);
  }
  judged.unpopulated = await database.finish(source, good);
}

function refusedRowsFinding({ file, sql, run }: RefusedRows): Promise<Finding> {
  return failureFinding(run, {
    code: 'user-rows-fail',
    what: 'the rows that were to be added before the up are refused',
    fix: 'Let them suit the schema before this version.',
    file,
    sql,
    populated: true,
  });
}

function has({ verdicts }: Climbed, ...codes: FindingCode[]): boolean {
  return Object.values(verdicts).some(({ findings }) => findings.some(({ code }) => codes.includes(code)));
}

interface States {
  before: CatalogSnapshot;
  after: CatalogSnapshot;
  /** The database as it is; undefined when it is in no known state. */
  good: CatalogSnapshot | undefined;
}

/** @returns the state after the last up, undefined when it is not known to be right */
async function downAndUp(trial: PopulatedTrial, states: States): Promise<CatalogSnapshot | undefined> {
  const { database, judged } = trial;
  const { verdicts, source } = judged;
  let { before } = states;
  if (states.good === undefined) {
    before = await database.rebuild(judged);
    await database.run(source.up);
  }
  const run = await database.run(source.down);
  if (!run.ok) {
    await checkFailedDown(trial, states, run);
    return undefined;
  }
  const now = await database.takeSnapshot();
  if (verdicts.reversible.status === 'pass') {
    trial.add(
      'reversible',
      await diffFindings(diff(withoutRows(before), withoutRows(now)), {
        code: 'down-differs',
        what: 'with rows in the tables, up and down leave a difference',
        fix: 'Let the down undo exactly what the up does.',
        file: source.migration.down,
        sql: source.down,
        made: { file: source.migration.up, sql: source.up },
        revertWith: database.role,
        populated: true,
      }),
    );
  }
  const suspect = diff(before, now).rows.some(({ before: count, lost }) => count !== null && count > 0 && lost !== 0);
  if (suspect) {
    verdicts.dataPreserved = await checkDataPreserved(database, judged);
    return undefined;
  }
  verdicts.dataPreserved = PASS;
  if (diff(before, now).rows.some((change) => hasGrown(change) && !database.wasRefilled(change.table))) {
    return checkRowsLeft(trial);
  }
  return thirdUp(trial, states.after);
}

/** Whether a table has all its rows and more of them. */
function hasGrown({ before, lost, added }: RowChange): boolean {
  return before !== null && lost === 0 && added !== null && added > 0;
}

/**
 * Rows that up and down leave behind may be meant to stay, such as parents of what is there. They do harm when the next
 * up makes them once more; that is tried from the rows that were there before the up, since of others more may be made.
 */
async function checkRowsLeft({ database, judged, add }: PopulatedTrial): Promise<undefined> {
  const { migration, up, down } = judged.source;
  await database.rebuild(judged);
  const first = await database.run(up);
  const once = await database.takeSnapshot();
  const runs = [first, await database.run(down), await database.run(up)];
  const difference = diff(onlyRows(once), onlyRows(await database.takeSnapshot()));
  const rows = difference.rows.filter(hasGrown);
  if (runs.some(({ ok }) => !ok) || rows.length === 0) {
    return;
  }
  const findings = await diffFindings(
    { ...difference, rows },
    {
      code: 'third-up-differs',
      what: 'with rows in the tables, up, down and up make more of them than the up alone',
      fix: 'Let the down delete what the up inserts, or the up insert only what is not there.',
      file: migration.up,
      sql: up,
      populated: true,
    },
  );
  add('reappliable', findings);
}

async function checkFailedDown(trial: PopulatedTrial, states: States, run: Failure): Promise<void> {
  const { database, judged, add } = trial;
  const { migration, up, down } = judged.source;
  const template = { code: 'down-fails' as const, file: migration.down, sql: down, populated: true };
  await database.rebuild(judged);
  await database.run(up);
  const again = await database.run(down);
  if (!again.ok) {
    const what = 'on tables with rows the down fails';
    const fix = 'Let the down make the rows fit before it adds a constraint or narrows a type.';
    add('reversible', [await failureFinding(again, { ...template, what, fix })]);
    judged.verdicts.dataPreserved = skipped('the down fails on rows');
    return;
  }
  if (dependsOnValues(run, database)) {
    // Nobody said that a row of the new schema must suit the old one: rows that do can be written too.
    const table = tableOf(run, states.before) ?? 'a table';
    database.refuse(
      table,
      `rows that only the new schema allows stand in the way of the down: ${messageOf(run.error)}`,
    );
  } else {
    const what = 'the down fails on rows that only the new schema allows';
    const fix =
      'Let the down make such rows fit (UPDATE, DELETE) before it brings the old schema back, or say in a waiver that ' +
      'there are none.';
    add('reversible', [{ ...(await failureFinding(run, { ...template, what, fix })), status: 'warn' }]);
  }
  judged.verdicts.dataPreserved = await checkDataPreserved(database, judged);
}

async function thirdUp(
  { database, judged, add }: PopulatedTrial,
  expected: CatalogSnapshot,
): Promise<CatalogSnapshot | undefined> {
  const { source, verdicts } = judged;
  const run = await database.run(source.up);
  if (run.ok) {
    const now = await database.takeSnapshot();
    return diff(withoutRows(expected), withoutRows(now)).grade === 'equal' ? now : undefined;
  }
  if (verdicts.reappliable.status === 'pass') {
    // From the rows that were there before, since others may be such as the old schema never had.
    await database.rebuild(judged);
    await database.run(source.up);
    await database.run(source.down);
    const again = await database.run(source.up);
    if (!again.ok) {
      const failure = await failureFinding(again, {
        code: 'third-up-fails',
        what: 'with rows in the tables, the up fails after the down',
        fix: 'Let the down remove what the up makes, or guard the up.',
        file: source.migration.up,
        sql: source.up,
        populated: true,
      });
      add('reappliable', [failure]);
    }
  }
  return undefined;
}

function onlyRows(state: CatalogSnapshot): CatalogSnapshot {
  return { ...state, objects: [], sequences: [] };
}

function withoutRows(state: CatalogSnapshot): CatalogSnapshot {
  return { ...state, rows: [] };
}
