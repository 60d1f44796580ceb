import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { diffFindings, failureFinding, revertStatements } from '../report/describe-findings.ts';
import { checkLedger, checkSequences } from './ledger-and-sequences.ts';
import { checkFirstUp } from './first-up.ts';
import { checkResumption } from './resumption.ts';
import { fixForRepetition } from './fix-for-repetition.ts';
import type { MigrationSource } from '../migration-source.ts';
import { readInsertedRows, type InsertedRows } from '../populated-pass/inserted-rows.ts';
import { MigrationTrial } from './migration-trial.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { finding, onAllAxes, skipped, verdictOf, type Axis, type Finding, type Verdict } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import { readWaivers } from '../report/waivers.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

export interface Step {
  verdicts: Record<Axis, Verdict>;
  /** What the up did on empty tables; undefined when it failed. */
  effect: SnapshotDiff | undefined;
  /** Rows that the up has put into tables that were there before. */
  seeds: InsertedRows[];
  /** The state after the up; the next migration starts from it. Undefined when the chain ends here. */
  after: CatalogSnapshot | undefined;
  /** Set when the chain ends because an up, this one or one before it, did not run again from the same state. */
  lost?: UpNotRepeatable;
}

const UNJUDGED = skipped('the up failed');

/**
 * Climbs one trial: from the state S0 the up leads to S1, again to S1, the down back to S0, the up to S1. Whatever a
 * step spoils, the database is put back first, so that each is judged by itself and the chain goes on from a clean S1.
 *
 * @param previous the migration before it
 */
export async function climb(
  database: TrialDatabase,
  source: MigrationSource,
  before: CatalogSnapshot,
  previous?: MigrationSource,
): Promise<Step> {
  const { migration } = source;
  const verdicts = onAllAxes(UNJUDGED);
  const trial = new MigrationTrial(database, source, before);
  const first = await trial.up();
  if (!first.ok) {
    const failure = await failureFinding(first, {
      code: 'up-fails',
      what: 'the up fails',
      fix: 'Correct the up.',
      file: migration.up,
      sql: source.up,
    });
    return { verdicts: { ...verdicts, applies: verdictOf([failure]) }, effect: undefined, seeds: [], after: undefined };
  }
  const lostLedger = checkLedger(trial, 'up');
  if (trial.ledgerLoss === 'unusable') {
    return {
      verdicts: { ...verdicts, applies: verdictOf(lostLedger) },
      effect: undefined,
      seeds: [],
      after: undefined,
    };
  }
  const reached = await trial.stateAfterUp();
  const found = await checkFirstUp({
    run: first,
    file: migration.up,
    sql: source.up ?? '',
    before,
    after: reached,
    ledgerTable: database.ledger.table,
  });
  const shadowed = found?.code === 'shadowed';
  const effect = diff(before, reached);
  verdicts.applies = verdictOf([
    ...lostLedger,
    ...(found === undefined || shadowed ? [] : [found]),
    ...checkSequences(effect, trial),
  ]);
  verdicts.shadowed = verdictOf(shadowed ? [found] : []);
  verdicts.dataPreserved = skipped('not tried on rows');
  const seeds = await readInsertedRows(await database.client(), effect);
  try {
    verdicts.idempotent = verdictOf(await checkSecondUp(trial));
    verdicts.reversible = verdictOf(await checkDown(trial));
    verdicts.reappliable =
      trial.stateAfterDown !== undefined ? verdictOf(await checkThirdUp(trial)) : skipped('the down did not run');
    verdicts.resumable = verdictOf(await checkResumption(trial, previous));
    await trial.finish();
    return { verdicts, effect, seeds, after: await trial.stateAfterUp() };
  } catch (error) {
    if (!(error instanceof UpNotRepeatable)) {
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
export async function notRepeatableFinding({ source, run }: UpNotRepeatable): Promise<Finding> {
  return failureFinding(run, {
    code: 'up-fails-again',
    what: 'the up ran once, but not again from the same state, so the chain cannot be followed further',
    fix: 'Let the up depend on nothing that a new database does not undo: roles, tablespaces, other databases.',
    file: source.migration.up,
    sql: source.up,
  });
}

async function checkSecondUp(trial: MigrationTrial): Promise<Finding[]> {
  const expected = await trial.stateAfterUp();
  const { migration, up } = trial.source;
  const second = await trial.up();
  const difference = await trial.compare(expected);
  if (!second.ok) {
    const failure = await failureFinding(second, {
      code: 'second-up-fails',
      what: 'run a second time, the up fails',
      fix: 'Guard the statement: IF NOT EXISTS, IF EXISTS, OR REPLACE, ON CONFLICT DO NOTHING, or a DO block that looks first.',
      file: migration.up,
      sql: up,
    });
    const damage = difference.grade === 'equal' ? [] : ['It leaves behind:', ...formatDiff(difference)];
    return [{ ...failure, details: [...failure.details, ...damage] }];
  }
  return diffFindings(difference, {
    code: 'second-up-changes',
    what: 'run a second time, the up changes',
    fix: fixForRepetition(difference),
    file: migration.up,
    sql: up,
  });
}

async function checkDown(trial: MigrationTrial): Promise<Finding[]> {
  await trial.restoreIfDirty();
  const { migration, down } = trial.source;
  if (down === undefined) {
    return [missingDown(diff(trial.before(), await trial.stateAfterUp()), trial.role)];
  }
  const run = await trial.down();
  if (!run.ok) {
    trial.markDirty();
    return [
      await failureFinding(run, {
        code: 'down-fails',
        what: 'the down fails',
        fix: 'Correct the down: undo what the up does, in reverse order.',
        file: migration.down,
        sql: down,
      }),
    ];
  }
  const lostLedger = checkLedger(trial, 'down');
  const reached = await trial.stateAfterUp();
  const first = await trial.takeSnapshot();
  const difference = trial.compareStates(trial.before(), first);
  const again = onlyValuesDiffer(difference) ? await repeatUpAndDown(trial) : undefined;
  const now = again ?? first;
  trial.stateAfterDown = now;
  const found = await diffFindings(again === undefined ? difference : withoutVolatile(difference, diff(first, again)), {
    code: 'down-differs',
    what: 'up and down leave a difference',
    fix: 'Let the down undo exactly what the up does.',
    file: migration.down,
    sql: down,
    made: { file: migration.up, sql: trial.source.up },
    revertWith: trial.role,
  });
  const declared = readWaivers(trial.source).waivers.find(({ subject }) => subject === 'irreversible');
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
async function repeatUpAndDown(trial: MigrationTrial): Promise<CatalogSnapshot | undefined> {
  await trial.rerunUp();
  const run = await trial.down();
  return run.ok ? trial.takeSnapshot() : undefined;
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

async function checkThirdUp(trial: MigrationTrial): Promise<Finding[]> {
  const expected = await trial.stateAfterUp();
  const { migration, up } = trial.source;
  const template = { file: migration.up, sql: up };
  const third = await trial.up();
  if (!third.ok) {
    trial.markDirty();
    return [
      await failureFinding(third, {
        ...template,
        code: 'third-up-fails',
        what: 'after the down, the up fails',
        fix: 'Let the down remove what the up makes, or guard the up.',
      }),
    ];
  }
  const now = await trial.takeSnapshot();
  const difference = trial.compareStates(expected, now);
  return diffFindings(onlyValuesDiffer(difference) ? await withoutChance(trial, expected, now) : difference, {
    ...template,
    code: 'third-up-differs',
    what: 'up, down and up do not lead to the state of the first up',
    fix: 'Let the down undo exactly what the up does.',
  });
}

/**
 * What differs between the first up and the one after the down by more than chance (the values of now() and the like) and
 * by more than the numbers that sequences yield, which go on counting.
 */
async function withoutChance(
  trial: MigrationTrial,
  first: CatalogSnapshot,
  third: CatalogSnapshot,
): Promise<SnapshotDiff> {
  const expected = trial.sequencesMoved().length === 0 ? first : await trial.rerunUp();
  const difference = diff(expected, third);
  return onlyValuesDiffer(difference) ? withoutVolatile(difference, diff(expected, await trial.rerunUp())) : difference;
}
