import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { RowChange } from '../../catalog/diff/snapshot-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { fixForRepetition } from '../empty-pass/repeated-ups.ts';
import { downFile, isForwardOnly, upFile } from '../migration-source.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import type { EmptyTrialResult } from '../report/pass-results.ts';
import { finding, type Axis, type Finding } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

export interface ClientDataTrial {
  findings: ReadonlyMap<Axis, readonly Finding[]>;
  /** Whether the database is in the state after the up. */
  goesOn: boolean;
}

const ON_ROWS = 'on the rows of the client data';

/**
 * Tries one migration on the rows of client data: up; up again; down, after which all rows must be there as before; up. Steps that fail
 * on empty tables are left out.
 */
export async function runClientDataTrial(
  database: TrialDatabase,
  { source, verdicts }: EmptyTrialResult,
): Promise<ClientDataTrial> {
  const findings = new Map<Axis, Finding[]>();
  const add = (axis: Axis, found: readonly Finding[]): void => {
    findings.set(axis, [...(findings.get(axis) ?? []), ...found]);
  };
  const up = { ...upFile(source), populated: true };
  const before = await database.takeSnapshot();
  const first = await database.run(source.up ?? '');
  if (!first.ok) {
    const fix = 'Make the rows fit first (UPDATE, DELETE), or change the statement to accept them.';
    add('applies', [await failureFinding(first, { ...up, code: 'up-fails', what: `${ON_ROWS}, the up fails`, fix })]);
    return { findings, goesOn: false };
  }
  const after = await database.takeSnapshot();
  if (verdicts.idempotent.status === 'pass') {
    const second = await database.run(source.up ?? '');
    if (!second.ok) {
      const fix = 'Guard the statement: ON CONFLICT DO NOTHING, WHERE NOT EXISTS.';
      const what = `${ON_ROWS}, a second up fails`;
      add('idempotent', [await failureFinding(second, { ...up, code: 'second-up-fails', what, fix })]);
      return { findings, goesOn: false };
    }
    const twice = await database.takeSnapshot();
    const change = withoutTimesAndIds(diff(after, twice), twice);
    const what = `${ON_ROWS}, a second up changes the database`;
    const fix = fixForRepetition(change);
    add('idempotent', await differenceFindings(change, { ...up, code: 'second-up-changes', what, fix }));
    if (change.grade !== 'equal') {
      // Production runs the up once: what two ups leave says nothing about the steps to come.
      return { findings, goesOn: false };
    }
  }
  if (source.down === undefined || isForwardOnly(source) || verdicts.reversible.status !== 'pass') {
    return { findings, goesOn: true };
  }
  const down = await database.run(source.down);
  if (!down.ok) {
    const fix = 'Make the rows fit in the down before it adds a constraint or narrows a type.';
    const template = { ...downFile(source), populated: true, code: 'down-fails' as const };
    add('reversible', [await failureFinding(down, { ...template, what: `${ON_ROWS}, the down fails`, fix })]);
    return { findings, goesOn: false };
  }
  const { change, isKnown } = await lastingChange(database, source, before);
  add('dataPreserved', lossFindings(source, diff(before, after), change));
  if (!isKnown) {
    return { findings, goesOn: false };
  }
  const third = await database.run(source.up ?? '');
  if (!third.ok) {
    const what = `${ON_ROWS}, the up fails after the down`;
    const fix = 'Remove in the down what the up creates, or guard the up.';
    add('reappliable', [await failureFinding(third, { ...up, code: 'third-up-fails', what, fix })]);
  }
  return { findings, goesOn: third.ok };
}

/**
 * What up and down changed, without times and ids that differ each time. After a repetition that fails the state is not known: a down
 * may fail the second time.
 */
async function lastingChange(
  database: TrialDatabase,
  { up = '', down = '' }: EmptyTrialResult['source'],
  before: CatalogSnapshot,
): Promise<{ change: SnapshotDiff; isKnown: boolean }> {
  const once = await database.takeSnapshot();
  const change = diff(before, once);
  if (!onlyValuesDiffer(change) || withoutTimesAndIds(change, once).grade !== 'equal') {
    return { change, isKnown: true };
  }
  if (!(await database.run(up)).ok || !(await database.run(down)).ok) {
    return { change, isKnown: false };
  }
  return { change: withoutVolatile(change, diff(once, await database.takeSnapshot())), isKnown: true };
}

/** Types of values that may differ each time, such as the time of a change. Dates do so at midnight only. */
const VOLATILE = /^(?:timestamp|time|uuid)\b/;

/** A difference without tables in which only values of such types differ. */
function withoutTimesAndIds(difference: SnapshotDiff, { objects }: CatalogSnapshot): SnapshotDiff {
  if (!onlyValuesDiffer(difference)) {
    return difference;
  }
  const types = new Map(objects.map(({ kind, name, definition }) => [`${kind} ${name}`, definition['type']]));
  const rows = difference.rows.filter(
    ({ table, columns }) =>
      !columns.every((column) => VOLATILE.test(String(types.get(`column ${table}.${column}`) ?? ''))),
  );
  return { ...difference, rows, grade: rows.length === 0 ? 'equal' : difference.grade };
}

/** Rows of before the up that are not there after the down. */
function lossFindings({ migration }: EmptyTrialResult['source'], byUp: SnapshotDiff, left: SnapshotDiff): Finding[] {
  const losses = left.rows.filter(isLoss);
  const touched = new Set(byUp.rows.filter(isLoss).map(({ table }) => table));
  const details = (rows: RowChange[]): string[] => formatDiff({ ...left, objects: [], sequences: [], rows });
  const [lostByUp, lostByDown] = [true, false].map((wanted) =>
    losses.filter(({ table }) => touched.has(table) === wanted),
  );
  return [
    ...(lostByDown === undefined || lostByDown.length === 0
      ? []
      : [
          finding({
            code: 'down-loses-rows',
            status: 'fail',
            populated: true,
            what: 'the down loses rows of the client data that the up preserved',
            fix: 'Remove in the down only what the up added, and copy values back before dropping the table or column with them.',
            details: details(lostByDown),
            file: migration.down,
          }),
        ]),
    ...(lostByUp === undefined || lostByUp.length === 0
      ? []
      : [
          finding({
            code: 'up-destroys-rows',
            status: 'warn',
            populated: true,
            what: 'the up changes rows of the client data that the down does not restore',
            fix:
              'Keep the old values until they are no longer needed, or accept the loss in the file: ' +
              '"-- elementaldb: allow data-preserved <reason>".',
            details: details(lostByUp),
            file: migration.up,
          }),
        ]),
  ];
}

/**
 * Whether a table has lost rows that it had, or values of them. Of a large table, and of one with other columns, it is not known which rows:
 * with more rows than before it counts as a table that only got rows.
 */
function isLoss({ before, after, lost, columns }: RowChange): boolean {
  if ((before ?? 0) === 0 || lost === 0) {
    return false;
  }
  const [old, now] = [before ?? 0, after ?? 0];
  return lost !== null || now < old || (now === old && columns.length > 0);
}
