import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { Climbed } from '../report/findings.ts';
import { diffFindings, failureFinding } from '../report/describe-findings.ts';
import type { PopulatedDatabase } from './populated-database.ts';
import type { Finding } from '../report/verdict.ts';

export interface SecondUp {
  findings: Finding[];
  /** The database as it is; undefined when it is in no known state. */
  state: CatalogSnapshot | undefined;
}

/** The states that a first up led from and to. */
export interface FirstUp {
  before: CatalogSnapshot;
  after: CatalogSnapshot;
}

/** What a second up did to the rows that had been there before the first. */
interface OldRows {
  findings: Finding[];
  state: CatalogSnapshot;
}

/**
 * Runs an up again over rows: over those from before the first up, which have to stay as they are, and then over rows
 * written since, which the up may bring into line once: a third run has to leave everything alone.
 *
 * @throws UpNotRepeatable
 */
export async function secondUpOnRows(database: PopulatedDatabase, judged: Climbed, first: FirstUp): Promise<SecondUp> {
  const { up } = judged.source;
  const touched = hasTouchedRows(first);
  // An up that did nothing to them the first time is tried on them alone only when something goes wrong.
  const old = touched ? await overOldRows(database, judged, first.after) : { findings: [], state: first.after };
  if (old.findings.length > 0) {
    return { findings: old.findings, state: undefined };
  }
  const reached = old.state;
  const filled = await database.refill(first.before, reached);
  if (touched && filled === reached) {
    return { findings: [], state: reached };
  }
  const second = await database.run(up);
  const once = await database.takeSnapshot();
  if (second.ok && diff(filled, once).grade === 'equal') {
    return { findings: [], state: once };
  }
  const third = second.ok ? await database.run(up) : second;
  const twice = await database.takeSnapshot();
  const settled = diff(once, twice);
  if (touched && third.ok && settled.grade === 'equal') {
    return { findings: [], state: twice };
  }
  const alone = touched ? old : await overOldRowsAnew(database, judged);
  if (alone === undefined || alone.findings.length > 0) {
    return { findings: alone?.findings ?? [], state: undefined };
  }
  if (!second.ok) {
    const failure = await failureOf(second, judged, ' over rows written since');
    return { findings: [{ ...failure, status: 'warn' }], state: undefined };
  }
  const findings = third.ok
    ? await accuse(settled, judged, ' over rows written since')
    : [await failureOf(third, judged, ' over rows written since')];
  return { findings, state: undefined };
}

/** Whether an up may have written to rows that were there: it changed them or the columns of their table. */
function hasTouchedRows({ before, after }: FirstUp): boolean {
  const now = new Map(after.rows.map((rows) => [rows.table, rows]));
  return before.rows.some((rows) => rows.count > 0 && now.has(rows.table) && now.get(rows.table) !== rows);
}

/** The second up over the rows that are there, from the state after the first. */
async function overOldRows(database: PopulatedDatabase, judged: Climbed, after: CatalogSnapshot): Promise<OldRows> {
  const second = await database.run(judged.source.up);
  const state = await database.takeSnapshot();
  return {
    findings: second.ok ? await accuse(diff(after, state), judged, '') : [await failureOf(second, judged, '')],
    state,
  };
}

/** The same from the state before the first up, made anew; undefined when its rows do not suit the up. */
async function overOldRowsAnew(database: PopulatedDatabase, judged: Climbed): Promise<OldRows | undefined> {
  await database.rebuild(judged);
  const first = await database.run(judged.source.up);
  return first.ok ? overOldRows(database, judged, await database.takeSnapshot()) : undefined;
}

function accuse(difference: SnapshotDiff, { source }: Climbed, over: string): Promise<Finding[]> {
  return diffFindings(difference, {
    code: 'second-up-changes',
    what: `on tables with rows, the up changes them again when it is run again${over}`,
    fix: 'Let the statement find nothing left to do: a WHERE that the result no longer meets, ON CONFLICT DO NOTHING.',
    file: source.migration.up,
    sql: source.up,
    populated: true,
  });
}

function failureOf(run: Parameters<typeof failureFinding>[0], { source }: Climbed, over: string): Promise<Finding> {
  return failureFinding(run, {
    code: 'second-up-fails',
    what: `on tables with rows, the up fails when it is run again${over}`,
    fix: 'Guard the statement: ON CONFLICT DO NOTHING, WHERE NOT EXISTS.',
    file: source.migration.up,
    sql: source.up,
    populated: true,
  });
}
