import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { isForwardOnly, upFile, type MigrationSource } from '../migration-source.ts';
import { failureFinding } from '../report/describe-findings.ts';
import type { InsertedRows, Verdicts } from '../report/pass-results.ts';
import {
  AXES,
  NO_DOWNS,
  notTriedOnRows,
  onAllAxes,
  skipped,
  verdictOf,
  type Axis,
  type Finding,
  type Verdict,
} from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import { stoppedFinding } from '../sandbox/stopped.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { checkDown } from './down.ts';
import { checkFirstUp } from './first-up.ts';
import { readInsertedRows } from '../populated-pass/inserted-rows.ts';
import { checkLogin } from './login.ts';
import { checkLedger, checkSequences } from './ledger-and-sequences.ts';
import { MigrationTrial } from './migration-trial.ts';
import { checkSecondUp, checkThirdUp } from './repeated-ups.ts';
import { checkResumption } from './resumption.ts';

export interface TrialOutcome {
  verdicts: Verdicts;
  /** What the up changed on empty tables; undefined when it failed. */
  effect: SnapshotDiff | undefined;
  insertedRows: readonly InsertedRows[];
  /** The state after the up, from which the next migration starts; undefined when the chain ends here. */
  after: CatalogSnapshot | undefined;
  /** Set when the chain ends because an up, this one or an earlier one, did not run again from the same state. */
  notRepeatable?: UpNotRepeatable;
  /** Set when verify itself could not continue. */
  stopped?: boolean;
}

const NOT_CHECKED = skipped('the up failed');

/**
 * Tries one migration on empty tables: from state S0 the up leads to S1, again to S1, the down back to S0, the up to S1.
 * A database that a step leaves in another state is restored first, so that each step is checked by itself.
 *
 * @param previous the migration before it
 */
export async function runTrial(
  database: TrialDatabase,
  source: MigrationSource,
  before: CatalogSnapshot,
  previous?: MigrationSource,
): Promise<TrialOutcome> {
  const trial = new MigrationTrial(database, source, before);
  const outcome: KnownSoFar = { verdicts: onAllAxes(NOT_CHECKED), effect: undefined, insertedRows: [] };
  const { verdicts } = outcome;
  try {
    const first = await trial.up();
    if (!first.ok) {
      return chainEnds([await upFailure(source, first)]);
    }
    const lostLedger = checkLedger(trial, 'up');
    if (trial.ledgerLoss === 'unusable') {
      return chainEnds(lostLedger);
    }
    await judgeFirstUp(database, trial, { first, lostLedger }, outcome);
    verdicts.idempotent = verdictOf(await checkSecondUp(trial));
    verdicts.reversible = isForwardOnly(source) ? NO_DOWNS : verdictOf(await checkDown(trial));
    verdicts.reappliable = isForwardOnly(source)
      ? NO_DOWNS
      : trial.stateAfterDown === undefined
        ? skipped('the down did not run')
        : verdictOf(await checkThirdUp(trial));
    verdicts.resumable = verdictOf(await checkResumption(trial, previous));
    verdicts.applies = verdictOf([...verdicts.applies.findings, ...(await checkLogin(database, trial))]);
    await trial.finish();
    return { ...outcome, after: await trial.stateAfterUp() };
  } catch (error) {
    const isRepeated = error instanceof UpNotRepeatable;
    if (!isRepeated) {
      verdicts.applies = verdictOf([...verdicts.applies.findings, stoppedFinding(source.migration.up, error)]);
    }
    const notReached = skipped(isRepeated ? 'the state before it could not be restored' : 'verify could not continue');
    for (const axis of AXES) {
      verdicts[axis] = verdicts[axis] === NOT_CHECKED ? notReached : verdicts[axis];
    }
    return isRepeated
      ? { ...outcome, after: undefined, notRepeatable: error }
      : { verdicts, effect: undefined, insertedRows: [], after: undefined, stopped: true };
  }
}

/** Filled while the trial goes on, so that what is known is not lost with an error. */
interface KnownSoFar {
  verdicts: Record<Axis, Verdict>;
  effect: SnapshotDiff | undefined;
  insertedRows: readonly InsertedRows[];
}

/** What the first up did, on empty tables. */
async function judgeFirstUp(
  database: TrialDatabase,
  trial: MigrationTrial,
  { first, lostLedger }: { first: Extract<MigrationRun, { ok: true }>; lostLedger: Finding[] },
  outcome: KnownSoFar,
): Promise<void> {
  const before = trial.stateBefore;
  const after = await trial.stateAfterUp();
  const effect = diff(before, after);
  const found = await checkFirstUp({
    ...upFile(trial.source),
    run: first,
    before,
    after,
    ledgerTable: database.ledger.table,
  });
  const shadowed = found?.code === 'shadowed';
  outcome.effect = effect;
  outcome.verdicts.applies = verdictOf([
    ...lostLedger,
    ...(found === undefined || shadowed ? [] : [found]),
    ...checkSequences(effect, trial),
  ]);
  outcome.verdicts.shadowed = verdictOf(shadowed ? [found] : []);
  outcome.verdicts.dataPreserved = notTriedOnRows();
  outcome.insertedRows = await readInsertedRows(await database.client(), effect);
}

/** What is known when the chain ends at an up before anything else could be checked. */
function chainEnds(findings: readonly Finding[]): TrialOutcome {
  const verdicts = { ...onAllAxes(NOT_CHECKED), applies: verdictOf(findings) };
  return { verdicts, effect: undefined, insertedRows: [], after: undefined };
}

const FIX_FOR_REJECTION = "Change the statement at the marked place as the server's message asks.";

export function upFailure(source: MigrationSource, run: UpNotRepeatable['run']): Promise<Finding> {
  return failureFinding(run, { ...upFile(source), code: 'up-fails', what: 'the up fails', fix: FIX_FOR_REJECTION });
}

/** The finding for an up that fails when it is run again from the same state. */
export function notRepeatableFinding({ source, run }: UpNotRepeatable): Promise<Finding> {
  return failureFinding(run, {
    ...upFile(source),
    code: 'up-fails-again',
    what: 'the up ran once, but fails from the same state in a second database, so the chain ends here',
    fix: 'Make the up independent of anything outside the database: roles, tablespaces, other databases.',
  });
}
