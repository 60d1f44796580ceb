import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { fixForRepetition } from '../empty-pass/repeated-ups.ts';
import { upFile } from '../migration-source.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import type { EmptyTrialResult } from '../report/pass-results.ts';
import type { Finding } from '../report/verdict.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';
import type { FirstUpOnRows } from './first-up-on-rows.ts';
import { lossesInNewRows } from './new-rows.ts';
import type { PopulatedDatabase } from './populated-database.ts';

export interface SecondUpOnRows {
  findings: Finding[];
  /** The database as it is; undefined when its state is not known. */
  state: CatalogSnapshot | undefined;
}

/**
 * Runs an up again over rows: over those from before the first up, which must not change, and then over rows written since,
 * which must not be lost: the up may fill in what they lack, once.
 *
 * @throws UpNotRepeatable
 */
export async function checkSecondUpOnRows(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
  first: FirstUpOnRows,
): Promise<SecondUpOnRows> {
  const result = await overOldAndNewRows(database, empty, first);
  const losing = losesRows(first.before, first.after) || result.losesRows;
  if (result.findings.length > 0 || !losing) {
    return result;
  }
  return { findings: await lossesInNewRows(database, empty), state: undefined };
}

/** Whether rows of a table that exists in both states are missing or have other values in the second. */
function losesRows(before: CatalogSnapshot, after: CatalogSnapshot): boolean {
  return diff(before, after).rows.some(
    (change) => (change.before ?? 0) > 0 && change.after !== null && change.lost !== 0,
  );
}

async function overOldAndNewRows(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
  first: FirstUpOnRows,
): Promise<SecondUpOnRows & { losesRows: boolean }> {
  const { up } = empty.source;
  const touched = hasTouchedRows(first);
  // An up that changed none of them the first time is tried on them alone only when something goes wrong.
  const old = touched ? await overOldRows(database, empty, first.after) : { findings: [], state: first.after };
  if (old.findings.length > 0) {
    return { findings: old.findings, state: undefined, losesRows: false };
  }
  const filled = await database.refill(first.before, old.state);
  if (touched && filled === old.state) {
    return { findings: [], state: old.state, losesRows: false };
  }
  const second = await database.run(up);
  const once = await database.takeSnapshot();
  if (second.ok && diff(filled, once).grade === 'equal') {
    return { findings: [], state: once, losesRows: false };
  }
  const lost = second.ok && losesRows(filled, once);
  const third = second.ok ? await database.run(up) : second;
  const twice = await database.takeSnapshot();
  const difference = diff(once, twice);
  if (touched && third.ok && difference.grade === 'equal') {
    return { findings: [], state: twice, losesRows: lost };
  }
  const alone = touched ? old : await overRebuiltRows(database, empty);
  if (alone === undefined || alone.findings.length > 0) {
    return { findings: alone?.findings ?? [], state: undefined, losesRows: lost };
  }
  const since = ' on rows written after the first up';
  if (!second.ok) {
    const findings = [{ ...(await failure(second, empty, since)), status: 'warn' as const }];
    return { findings, state: undefined, losesRows: false };
  }
  const findings = third.ok ? await changes(difference, empty, since) : [await failure(third, empty, since)];
  return { findings, state: undefined, losesRows: lost };
}

/** Whether an up may have written to existing rows: it changed them or the columns of their table. */
function hasTouchedRows({ before, after }: FirstUpOnRows): boolean {
  const now = new Map(after.rows.map((rows) => [rows.table, rows]));
  return before.rows.some((rows) => rows.count > 0 && now.has(rows.table) && now.get(rows.table) !== rows);
}

/** The second up over the rows that are there, from the state after the first. */
async function overOldRows(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
  after: CatalogSnapshot,
): Promise<{ findings: Finding[]; state: CatalogSnapshot }> {
  const second = await database.run(empty.source.up);
  const state = await database.takeSnapshot();
  return {
    findings: second.ok ? await changes(diff(after, state), empty, '') : [await failure(second, empty, '')],
    state,
  };
}

/** The same from the rebuilt state before the first up; undefined when its rows do not fit the up. */
async function overRebuiltRows(
  database: PopulatedDatabase,
  empty: EmptyTrialResult,
): Promise<{ findings: Finding[] } | undefined> {
  await database.rebuild(empty);
  const first = await database.run(empty.source.up);
  return first.ok ? overOldRows(database, empty, await database.takeSnapshot()) : undefined;
}

function changes(difference: SnapshotDiff, { source }: EmptyTrialResult, where: string): Promise<Finding[]> {
  return differenceFindings(difference, {
    ...upFile(source),
    code: 'second-up-changes',
    what: `on tables with rows, a second up changes the database${where}`,
    fix: fixForRepetition(difference),
    populated: true,
  });
}

function failure(run: FailedRun, { source }: EmptyTrialResult, where: string): Promise<Finding> {
  return failureFinding(run, {
    ...upFile(source),
    code: 'second-up-fails',
    what: `on tables with rows, a second up fails${where}`,
    fix: 'Guard the statement: ON CONFLICT DO NOTHING, WHERE NOT EXISTS.',
    populated: true,
  });
}
