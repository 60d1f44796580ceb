import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { EmptyTrialResult, Verdicts } from '../report/pass-results.ts';
import { onAllAxes, skipped, verdictOf, type Finding } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import type { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { notReachedFinding } from './not-reached.ts';
import { stoppedFinding } from '../sandbox/stopped.ts';
import { runTrial, upFailure } from './run-trial.ts';
import { uncoveredEffects } from './unseen-effects.ts';

/** A migration whose up ran, with the state that it led to in a session of its own. */
export interface AppliedUp {
  source: MigrationSource;
  /** Undefined where no snapshot was taken. */
  after: CatalogSnapshot | undefined;
}

export interface EmptyPass {
  /** The selected migrations, and the one that ended the chain, if any. */
  results: readonly EmptyTrialResult[];
  applied: readonly AppliedUp[];
  /** The migration that ended the chain before its end. */
  endedBy: MigrationSource | undefined;
  /** Set when an up did not run again from the same state, so that the chain cannot be run a second time. */
  notRepeatable: UpNotRepeatable | undefined;
  /** Whether verify itself could not continue. */
  stopped: boolean;
  uncovered: readonly string[];
}

/** An up that ran, and the result of its trial if it was selected. */
export interface PassedUp {
  source: MigrationSource;
  result: EmptyTrialResult | undefined;
}

export interface EmptyPassOptions {
  /** In order; all but the selected ones are replayed only. */
  chain: readonly MigrationSource[];
  selected: ReadonlySet<bigint>;
  /** How many of the chain the database has already. */
  alreadyApplied: number;
  /** Called before each migration is tried. */
  onProgress: (step: string) => void;
  /** Called after each trial. */
  onTried: (result: EmptyTrialResult) => void;
  /** Called after each up that ran. */
  onPassed: (passed: PassedUp) => void;
}

/** Tries the whole chain on tables that hold only rows that the migrations insert. */
export async function runEmptyPass(
  database: TrialDatabase,
  { chain, selected, alreadyApplied, onProgress, onTried, onPassed }: EmptyPassOptions,
): Promise<EmptyPass> {
  const results: EmptyTrialResult[] = [];
  const applied: AppliedUp[] = chain.slice(0, alreadyApplied).map((source) => ({ source, after: undefined }));
  let endedBy: MigrationSource | undefined;
  let notRepeatable: UpNotRepeatable | undefined;
  let stopped = false;
  const uncovered = new Set<string>();
  let state: CatalogSnapshot | undefined;
  let count = 0;
  for (const [index, source] of [...chain.entries()].slice(alreadyApplied)) {
    const { version, name } = source.migration;
    if (endedBy !== undefined) {
      if (selected.has(version)) {
        results.push(notReached(source, endedBy));
      }
      continue;
    }
    try {
      await database.client();
      state ??= selected.has(version) ? await database.takeSnapshot() : undefined;
    } catch (error) {
      const previous = chain[index - 1];
      if (previous === undefined) {
        throw error;
      }
      stopped = true;
      endedBy = previous;
      stopAt(results, source, previous, error);
      if (selected.has(version)) {
        results.push(notReached(source, previous));
      }
      continue;
    }
    if (selected.has(version) && state !== undefined) {
      count += 1;
      onProgress(`Verifying ${count} of ${selected.size}: ${name}`);
      (await uncoveredEffects([source.up, source.down])).forEach((kind) => uncovered.add(kind));
      const { verdicts, effect, insertedRows, ...end } = await runTrial(database, source, state, chain[index - 1]);
      const result = { source, verdicts, effect, insertedRows };
      results.push(result);
      onTried(result);
      notRepeatable = end.notRepeatable;
      stopped = end.stopped === true;
      state = end.after;
      endedBy = state === undefined ? (end.notRepeatable?.source ?? source) : undefined;
      state?.uncovered.forEach((kind) => uncovered.add(kind));
      if (effect !== undefined) {
        applied.push({ source, after: state });
        onPassed({ source, result });
      }
    } else {
      state = undefined;
      const failure = await replay(database, source);
      if (failure === undefined) {
        database.advance(source);
        applied.push({ source, after: undefined });
        onPassed({ source, result: undefined });
      } else {
        endedBy = source;
        stopped = failure.code === 'verify-stopped';
        results.push(notTried(source, { ...onAllAxes(skipped('the up failed')), applies: verdictOf([failure]) }));
      }
    }
  }
  return { results, applied, endedBy, notRepeatable, stopped, uncovered: [...uncovered].toSorted() };
}

/** Runs an up that is not judged; returns what is wrong with it. */
async function replay(database: TrialDatabase, source: MigrationSource): Promise<Finding | undefined> {
  try {
    const run = await database.run(source.up ?? '');
    return run.ok ? undefined : await upFailure(source, run);
  } catch (error) {
    return stoppedFinding(source.migration.up, error);
  }
}

/** Verify could not continue before a migration ran: the finding is about the one before it. */
function stopAt(
  results: EmptyTrialResult[],
  { migration: { version, name } }: MigrationSource,
  previous: MigrationSource,
  error: unknown,
): void {
  const stopped = stoppedFinding(previous.migration.up, error, `found before ${version}_${name} ran`);
  const last = results.at(-1);
  if (last?.source === previous) {
    const applies = verdictOf([...last.verdicts.applies.findings, stopped]);
    results[results.length - 1] = { ...last, verdicts: { ...last.verdicts, applies } };
  } else {
    const verdicts = { ...onAllAxes(skipped('verify could not continue')), applies: verdictOf([stopped]) };
    results.push(notTried(previous, verdicts));
  }
}

/** It fails, since nothing is known about it, whether or not the end of the chain before it is accepted. */
function notReached(source: MigrationSource, endedBy: MigrationSource): EmptyTrialResult {
  return notTried(source, {
    ...onAllAxes(skipped('not reached')),
    applies: verdictOf([notReachedFinding(endedBy, source.migration.up)]),
  });
}

function notTried(source: MigrationSource, verdicts: Verdicts): EmptyTrialResult {
  return { source, verdicts, effect: undefined, insertedRows: [] };
}
