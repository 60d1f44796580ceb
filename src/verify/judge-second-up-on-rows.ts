import { diff, type SnapshotDiff } from '../catalog/diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import type { Climbed } from './findings.ts';
import { judge, judgeFailure } from './judge.ts';
import type { PopulatedBench } from './populated-bench.ts';
import type { Finding } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';

export interface SecondUp {
  findings: Finding[];
  /** The database as it is; undefined when it is in no known state. */
  state: Snapshot | undefined;
}

/** The states that a first up led from and to. */
export interface FirstUp {
  before: Snapshot;
  after: Snapshot;
}

/** What a second up did to the rows that had been there before the first. */
interface OldRows {
  findings: Finding[];
  /** What differs between two first runs, such as the values of now(). */
  volatile: SnapshotDiff;
  state: Snapshot;
}

/**
 * Runs an up again over rows: over those from before the first up, which have to stay as they are, and then over rows
 * written since, which the up may bring into line once: a third run has to leave everything alone.
 *
 * @throws StateLost
 */
export async function secondUpOnRows(bench: PopulatedBench, judged: Climbed, first: FirstUp): Promise<SecondUp> {
  const { up } = judged.texts;
  const touched = hasTouchedRows(first);
  // An up that did nothing to them the first time is tried on them alone only when something goes wrong.
  const old = touched ? await overOldRows(bench, judged, first) : NO_OLD_ROWS;
  if (old === undefined || old.findings.length > 0) {
    return { findings: old?.findings ?? [], state: undefined };
  }
  const reached = touched ? old.state : first.after;
  const filled = await bench.refill(first.before, reached);
  if (touched && filled === reached) {
    return { findings: [], state: reached };
  }
  const second = await bench.run(up);
  const once = await bench.look();
  if (second.ok && diff(filled, once).grade === 'equal') {
    return { findings: [], state: once };
  }
  const third = second.ok ? await bench.run(up) : second;
  const twice = await bench.look();
  const settled = diff(once, twice);
  if (touched && third.ok && settled.grade === 'equal') {
    return { findings: [], state: twice };
  }
  const alone = touched ? old : await overOldRowsAnew(bench, judged);
  if (alone === undefined || alone.findings.length > 0) {
    return { findings: alone?.findings ?? [], state: undefined };
  }
  if (!second.ok) {
    const failure = await failureOf(second, judged, ' over rows written since');
    return { findings: [{ ...failure, status: 'warn' }], state: undefined };
  }
  const findings = third.ok
    ? await accuse(withoutVolatile(settled, alone.volatile), judged, ' over rows written since')
    : [await failureOf(third, judged, ' over rows written since')];
  return { findings, state: undefined };
}

/** Whether an up may have written to rows that were there: it changed them or the columns of their table. */
function hasTouchedRows({ before, after }: FirstUp): boolean {
  const now = new Map(after.rows.map((rows) => [rows.table, rows]));
  return before.rows.some((rows) => rows.count > 0 && now.has(rows.table) && now.get(rows.table) !== rows);
}

const EMPTY: Snapshot = { objects: [], rows: [], sequences: [], uncovered: [] };
const NO_DIFFERENCE: SnapshotDiff = diff(EMPTY, EMPTY);
const NO_OLD_ROWS: OldRows = { findings: [], volatile: NO_DIFFERENCE, state: EMPTY };

/** The second up over the rows that are there; undefined when they do not suit the up. */
async function overOldRows(bench: PopulatedBench, judged: Climbed, { after }: FirstUp): Promise<OldRows | undefined> {
  const second = await bench.run(judged.texts.up);
  const state = await bench.look();
  return second.ok && diff(after, state).grade === 'equal'
    ? { findings: [], volatile: NO_DIFFERENCE, state }
    : overOldRowsAnew(bench, judged);
}

/** The same from the state before the first up, twice, to tell what differs by chance. */
async function overOldRowsAnew(bench: PopulatedBench, judged: Climbed): Promise<OldRows | undefined> {
  const { up } = judged.texts;
  const climb = async (): Promise<Snapshot | undefined> => {
    await bench.rebuild(judged);
    const run = await bench.run(up);
    return run.ok ? bench.look() : undefined;
  };
  const control = await climb();
  const first = await climb();
  if (control === undefined || first === undefined) {
    return undefined;
  }
  const chance = diff(control, first);
  const volatile = onlyValuesDiffer(chance) ? chance : NO_DIFFERENCE;
  const second = await bench.run(up);
  const state = await bench.look();
  if (!second.ok) {
    return { findings: [await failureOf(second, judged, '')], volatile, state };
  }
  return { findings: await accuse(withoutVolatile(diff(first, state), volatile), judged, ''), volatile, state };
}

function accuse(difference: SnapshotDiff, { texts }: Climbed, over: string): Promise<Finding[]> {
  return judge(difference, {
    code: 'second-up-changes',
    what: `on tables with rows, the up changes them again when it is run again${over}`,
    mend: 'Let the statement find nothing left to do: a WHERE that the result no longer meets, ON CONFLICT DO NOTHING.',
    file: texts.migration.up,
    sql: texts.up,
    populated: true,
  });
}

function failureOf(run: Parameters<typeof judgeFailure>[0], { texts }: Climbed, over: string): Promise<Finding> {
  return judgeFailure(run, {
    code: 'second-up-fails',
    what: `on tables with rows, the up fails when it is run again${over}`,
    mend: 'Guard the statement: ON CONFLICT DO NOTHING, WHERE NOT EXISTS.',
    file: texts.migration.up,
    sql: texts.up,
    populated: true,
  });
}
