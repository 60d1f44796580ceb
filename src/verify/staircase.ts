import { diff, type SnapshotDiff } from '../catalog/diff.ts';
import { formatDiff } from '../catalog/format-diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import { failedRun, judge } from './judge.ts';
import { judgeFirstUp } from './judge-first-up.ts';
import type { MigrationTexts } from './migration-texts.ts';
import { Stair } from './stair.ts';
import { StateLost } from './state-lost.ts';
import { PASS, skipped, type Axis, type AxisVerdict, type MigrationVerdict } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';
import type { Workbench } from './workbench.ts';

export interface Step {
  verdict: MigrationVerdict;
  /** The state after the up; the next migration starts from it. Undefined when the chain ends here. */
  after: Snapshot | undefined;
  /** Set when the chain ends because an up, this one or one before it, did not run again from the same state. */
  lost?: StateLost;
}

const UNJUDGED = skipped('the up failed');

/**
 * Climbs one stair: from the state S0 the up leads to S1, again to S1, the down back to S0, the up to S1. Whatever a
 * step spoils, the database is put back first, so that each is judged by itself and the chain goes on from a clean S1.
 */
export async function climb(workbench: Workbench, texts: MigrationTexts, before: Snapshot): Promise<Step> {
  const begun = performance.now();
  const { migration } = texts;
  const axes: Record<Axis, AxisVerdict> = {
    applies: PASS,
    idempotent: UNJUDGED,
    reversible: UNJUDGED,
    're-appliable': UNJUDGED,
  };
  const verdict = (): MigrationVerdict => ({
    version: migration.version,
    name: migration.name,
    up: migration.up,
    down: migration.down,
    axes,
    milliseconds: performance.now() - begun,
  });

  const stair = new Stair(workbench, texts, before);
  const first = await stair.up();
  if (!first.ok) {
    axes.applies = await failedRun(first, migration.up, texts.up, 'the up fails', 'Correct the up.');
    return { verdict: verdict(), after: undefined };
  }
  axes.applies = await judgeFirstUp({
    run: first,
    sql: texts.up ?? '',
    before,
    after: await stair.reached(),
    ledgerTable: workbench.ledger.table,
  });
  try {
    axes.idempotent = await judgeSecondUp(stair);
    axes.reversible = await judgeDown(stair);
    axes['re-appliable'] = stair.downRan ? await judgeThirdUp(stair) : skipped('the down did not run');
    await stair.settle();
    return { verdict: verdict(), after: await stair.reached() };
  } catch (error) {
    if (!(error instanceof StateLost)) {
      throw error;
    }
    return { verdict: { ...verdict(), axes: skipUnjudged(axes) }, after: undefined, lost: error };
  }
}

function skipUnjudged(axes: Record<Axis, AxisVerdict>): Record<Axis, AxisVerdict> {
  return {
    applies: axes.applies,
    idempotent: orSkipped(axes.idempotent),
    reversible: orSkipped(axes.reversible),
    're-appliable': orSkipped(axes['re-appliable']),
  };
}

function orSkipped(verdict: AxisVerdict): AxisVerdict {
  return verdict === UNJUDGED ? skipped('the state to judge it from could not be made again') : verdict;
}

/** The verdict on an up that cannot be repeated even from the very state it ran from. */
export async function judgeLost({ texts, run }: StateLost): Promise<AxisVerdict> {
  return failedRun(
    run,
    texts.migration.up,
    texts.up,
    'the up ran once, but not again from the same state, so the chain cannot be followed further',
    'Let the up depend on nothing that a new database does not undo: roles, tablespaces, other databases.',
  );
}

async function judgeSecondUp(stair: Stair): Promise<AxisVerdict> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const second = await stair.up();
  const difference = await stair.compare(expected);
  if (!second.ok) {
    const verdict = await failedRun(
      second,
      migration.up,
      up,
      'run a second time, the up fails',
      'Guard the statement: IF NOT EXISTS, IF EXISTS, OR REPLACE, ON CONFLICT DO NOTHING, or a DO block that looks first.',
    );
    const damage = difference.grade === 'equal' ? [] : ['It leaves behind:', ...formatDiff(difference)];
    return { ...verdict, details: [...verdict.details, ...damage] };
  }
  return judge(
    difference,
    'run a second time, the up changes',
    'Name every constraint and index, and guard each statement so that it acts once.',
  );
}

async function judgeDown(stair: Stair): Promise<AxisVerdict> {
  await stair.mend();
  const { migration, down } = stair.texts;
  if (down === undefined) {
    return judgeMissingDown(diff(stair.before(), await stair.reached()));
  }
  const run = await stair.down();
  if (!run.ok) {
    stair.spoil();
    return failedRun(
      run,
      migration.down,
      down,
      'the down fails',
      'Correct the down: undo what the up does, in reverse order.',
    );
  }
  stair.downRan = true;
  const difference = await stair.compare(stair.before());
  return judge(difference, 'up and down leave a difference', 'Let the down undo exactly what the up does.');
}

function judgeMissingDown(difference: SnapshotDiff): AxisVerdict {
  const what = 'there is no down';
  return difference.grade === 'equal'
    ? { grade: 'warn', what, mend: 'Add a down, even one that says why there is nothing to undo.', details: [] }
    : { grade: 'fail', what, mend: 'Add a down that undoes the up.', details: formatDiff(difference) };
}

async function judgeThirdUp(stair: Stair): Promise<AxisVerdict> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const third = await stair.up();
  if (!third.ok) {
    stair.spoil();
    return failedRun(
      third,
      migration.up,
      up,
      'after the down, the up fails',
      'Let the down remove what the up makes, or guard the up.',
    );
  }
  const difference = await stair.compare(expected);
  const settled = onlyValuesDiffer(difference)
    ? withoutVolatile(difference, diff(expected, await stair.climbAfresh()))
    : difference;
  return judge(
    settled,
    'up, down and up do not lead to the state of the first up',
    'Let the down undo exactly what the up does.',
  );
}
