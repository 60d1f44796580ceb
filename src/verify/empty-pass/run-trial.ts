import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { judge, judgeFailure, revertStatements } from '../report/describe-findings.ts';
import { judgeLedger, judgeSequences } from './ledger-and-sequences.ts';
import { judgeFirstUp } from './first-up.ts';
import { judgeResumption } from './resumption.ts';
import { fixForRepetition } from './fix-for-repetition.ts';
import type { MigrationTexts } from '../migration-source.ts';
import { readSeeds, type SeededTable } from '../populated-pass/inserted-rows.ts';
import { Stair } from './migration-trial.ts';
import { StateLost } from '../sandbox/state-lost.ts';
import { finding, onAllAxes, skipped, verdictOf, type Axis, type Finding, type Verdict } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import { readWaivers } from '../report/waivers.ts';
import type { Workbench } from '../sandbox/trial-database.ts';

export interface Step {
  verdicts: Record<Axis, Verdict>;
  /** What the up did on empty tables; undefined when it failed. */
  effect: SnapshotDiff | undefined;
  /** Rows that the up has put into tables that were there before. */
  seeds: SeededTable[];
  /** The state after the up; the next migration starts from it. Undefined when the chain ends here. */
  after: CatalogSnapshot | undefined;
  /** Set when the chain ends because an up, this one or one before it, did not run again from the same state. */
  lost?: StateLost;
}

const UNJUDGED = skipped('the up failed');

/**
 * Climbs one stair: from the state S0 the up leads to S1, again to S1, the down back to S0, the up to S1. Whatever a
 * step spoils, the database is put back first, so that each is judged by itself and the chain goes on from a clean S1.
 *
 * @param previous the migration before it
 */
export async function climb(
  workbench: Workbench,
  texts: MigrationTexts,
  before: CatalogSnapshot,
  previous?: MigrationTexts,
): Promise<Step> {
  const { migration } = texts;
  const verdicts = onAllAxes(UNJUDGED);
  const stair = new Stair(workbench, texts, before);
  const first = await stair.up();
  if (!first.ok) {
    const failure = await judgeFailure(first, {
      code: 'up-fails',
      what: 'the up fails',
      fix: 'Correct the up.',
      file: migration.up,
      sql: texts.up,
    });
    return { verdicts: { ...verdicts, applies: verdictOf([failure]) }, effect: undefined, seeds: [], after: undefined };
  }
  const lostLedger = judgeLedger(stair, 'up');
  if (stair.ledgerLoss === 'unusable') {
    return {
      verdicts: { ...verdicts, applies: verdictOf(lostLedger) },
      effect: undefined,
      seeds: [],
      after: undefined,
    };
  }
  const reached = await stair.reached();
  const found = await judgeFirstUp({
    run: first,
    file: migration.up,
    sql: texts.up ?? '',
    before,
    after: reached,
    ledgerTable: workbench.ledger.table,
  });
  const shadowed = found?.code === 'shadowed';
  const effect = diff(before, reached);
  verdicts.applies = verdictOf([
    ...lostLedger,
    ...(found === undefined || shadowed ? [] : [found]),
    ...judgeSequences(effect, stair),
  ]);
  verdicts.shadowed = verdictOf(shadowed ? [found] : []);
  verdicts.dataPreserved = skipped('not tried on rows');
  const seeds = await readSeeds(await workbench.client(), effect);
  try {
    verdicts.idempotent = verdictOf(await judgeSecondUp(stair));
    verdicts.reversible = verdictOf(await judgeDown(stair));
    verdicts.reappliable =
      stair.belowAgain !== undefined ? verdictOf(await judgeThirdUp(stair)) : skipped('the down did not run');
    verdicts.resumable = verdictOf(await judgeResumption(stair, previous));
    await stair.settle();
    return { verdicts, effect, seeds, after: await stair.reached() };
  } catch (error) {
    if (!(error instanceof StateLost)) {
      throw error;
    }
    return { verdicts: skipUnjudged(verdicts), effect, seeds, after: undefined, lost: error };
  }
}

function skipUnjudged(verdicts: Record<Axis, Verdict>): Record<Axis, Verdict> {
  const lost = skipped('the state to judge it from could not be made again');
  const { idempotent, reversible, reappliable, resumable } = verdicts;
  const known = (verdict: Verdict): Verdict => (verdict === UNJUDGED ? lost : verdict);
  return {
    ...verdicts,
    idempotent: known(idempotent),
    reversible: known(reversible),
    reappliable: known(reappliable),
    resumable: known(resumable),
  };
}

/** The finding on an up that cannot be repeated even from the very state it ran from. */
export async function judgeLost({ texts, run }: StateLost): Promise<Finding> {
  return judgeFailure(run, {
    code: 'up-fails-again',
    what: 'the up ran once, but not again from the same state, so the chain cannot be followed further',
    fix: 'Let the up depend on nothing that a new database does not undo: roles, tablespaces, other databases.',
    file: texts.migration.up,
    sql: texts.up,
  });
}

async function judgeSecondUp(stair: Stair): Promise<Finding[]> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const second = await stair.up();
  const difference = await stair.compare(expected);
  if (!second.ok) {
    const failure = await judgeFailure(second, {
      code: 'second-up-fails',
      what: 'run a second time, the up fails',
      fix: 'Guard the statement: IF NOT EXISTS, IF EXISTS, OR REPLACE, ON CONFLICT DO NOTHING, or a DO block that looks first.',
      file: migration.up,
      sql: up,
    });
    const damage = difference.grade === 'equal' ? [] : ['It leaves behind:', ...formatDiff(difference)];
    return [{ ...failure, details: [...failure.details, ...damage] }];
  }
  return judge(difference, {
    code: 'second-up-changes',
    what: 'run a second time, the up changes',
    fix: fixForRepetition(difference),
    file: migration.up,
    sql: up,
  });
}

async function judgeDown(stair: Stair): Promise<Finding[]> {
  await stair.fix();
  const { migration, down } = stair.texts;
  if (down === undefined) {
    return [missingDown(diff(stair.before(), await stair.reached()), stair.role)];
  }
  const run = await stair.down();
  if (!run.ok) {
    stair.spoil();
    return [
      await judgeFailure(run, {
        code: 'down-fails',
        what: 'the down fails',
        fix: 'Correct the down: undo what the up does, in reverse order.',
        file: migration.down,
        sql: down,
      }),
    ];
  }
  const lostLedger = judgeLedger(stair, 'down');
  const reached = await stair.reached();
  const first = await stair.look();
  const difference = stair.compareStates(stair.before(), first);
  const again = onlyValuesDiffer(difference) ? await descendAgain(stair) : undefined;
  const now = again ?? first;
  stair.belowAgain = now;
  const found = await judge(again === undefined ? difference : withoutVolatile(difference, diff(first, again)), {
    code: 'down-differs',
    what: 'up and down leave a difference',
    fix: 'Let the down undo exactly what the up does.',
    file: migration.down,
    sql: down,
    made: { file: migration.up, sql: stair.texts.up },
    revertWith: stair.role,
  });
  const declared = readWaivers(stair.texts).waivers.find(({ subject }) => subject === 'irreversible');
  const acts = declared !== undefined && found.length > 0 ? diff(reached, now) : undefined;
  if (declared === undefined || acts === undefined || acts.grade === 'equal') {
    return [...lostLedger, ...found];
  }
  return [
    ...lostLedger,
    finding({
      code: 'down-acts',
      status: 'fail',
      what: 'declared irreversible, yet the down runs and changes a part',
      fix:
        'Let the down of an irreversible migration fail (RAISE EXCEPTION) or do nothing; for one that undoes all it can, ' +
        'write "-- elementaldb: allow reversible <reason>".',
      details: formatDiff(acts),
      file: migration.down,
      line: declared.file === migration.down ? declared.line : undefined,
    }),
  ];
}

/** The state after up and down once more, to tell what was written by chance, such as the time of a change. */
async function descendAgain(stair: Stair): Promise<CatalogSnapshot | undefined> {
  await stair.climbAfresh();
  const run = await stair.down();
  return run.ok ? stair.look() : undefined;
}

function missingDown(difference: SnapshotDiff, role: string): Finding {
  const nothing = difference.grade === 'equal';
  return finding({
    code: 'down-missing',
    status: nothing ? 'warn' : 'fail',
    what: 'there is no down',
    fix: nothing ? 'Add a down, even one that says why there is nothing to undo.' : 'Add a down that undoes the up.',
    details: nothing ? [] : formatDiff(difference),
    sql: revertStatements(difference, role),
  });
}

async function judgeThirdUp(stair: Stair): Promise<Finding[]> {
  const expected = await stair.reached();
  const { migration, up } = stair.texts;
  const accusation = { file: migration.up, sql: up };
  const third = await stair.up();
  if (!third.ok) {
    stair.spoil();
    return [
      await judgeFailure(third, {
        ...accusation,
        code: 'third-up-fails',
        what: 'after the down, the up fails',
        fix: 'Let the down remove what the up makes, or guard the up.',
      }),
    ];
  }
  const now = await stair.look();
  const difference = stair.compareStates(expected, now);
  return judge(onlyValuesDiffer(difference) ? await withoutChance(stair, expected, now) : difference, {
    ...accusation,
    code: 'third-up-differs',
    what: 'up, down and up do not lead to the state of the first up',
    fix: 'Let the down undo exactly what the up does.',
  });
}

/**
 * What differs between the first up and the one after the down by more than chance (the values of now() and the like) and
 * by more than the numbers that sequences yield, which go on counting.
 */
async function withoutChance(stair: Stair, first: CatalogSnapshot, third: CatalogSnapshot): Promise<SnapshotDiff> {
  const expected = stair.sequencesMoved().length === 0 ? first : await stair.climbAfresh();
  const difference = diff(expected, third);
  return onlyValuesDiffer(difference)
    ? withoutVolatile(difference, diff(expected, await stair.climbAfresh()))
    : difference;
}
