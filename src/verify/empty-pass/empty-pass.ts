import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { EmptyTrialResult, Verdicts } from '../report/pass-results.ts';
import { onAllAxes, skipped, verdictOf } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import type { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { notReachedFinding } from './not-reached.ts';
import { runTrial, upFailure } from './run-trial.ts';

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
  /** Called after each up that ran. */
  onPassed: (passed: PassedUp) => void;
}

/** Tries the whole chain on tables that hold only rows that the migrations insert. */
export async function runEmptyPass(
  database: TrialDatabase,
  { chain, selected, alreadyApplied, onProgress, onPassed }: EmptyPassOptions,
): Promise<EmptyPass> {
  const results: EmptyTrialResult[] = [];
  const applied: AppliedUp[] = chain.slice(0, alreadyApplied).map((source) => ({ source, after: undefined }));
  let endedBy: MigrationSource | undefined;
  let notRepeatable: UpNotRepeatable | undefined;
  let uncovered: readonly string[] = [];
  let state: CatalogSnapshot | undefined;
  let count = 0;
  for (const [index, source] of [...chain.entries()].slice(alreadyApplied)) {
    const { version, name } = source.migration;
    if (endedBy !== undefined) {
      if (selected.has(version)) {
        results.push(notReached(source, endedBy));
      }
    } else if (selected.has(version)) {
      count += 1;
      onProgress(`Verifying ${count} of ${selected.size}: ${name}`);
      state ??= await database.takeSnapshot();
      const { verdicts, effect, insertedRows, ...end } = await runTrial(database, source, state, chain[index - 1]);
      const result = { source, verdicts, effect, insertedRows };
      results.push(result);
      notRepeatable = end.notRepeatable;
      state = end.after;
      endedBy = state === undefined ? (end.notRepeatable?.source ?? source) : undefined;
      uncovered = state?.uncovered ?? uncovered;
      if (effect !== undefined) {
        applied.push({ source, after: state });
        onPassed({ source, result });
      }
    } else {
      state = undefined;
      const run = await database.run(source.up ?? '');
      if (run.ok) {
        database.advance(source);
        applied.push({ source, after: undefined });
        onPassed({ source, result: undefined });
      } else {
        endedBy = source;
        const applies = verdictOf([await upFailure(source, run)]);
        results.push(notTried(source, { ...onAllAxes(skipped('the up failed')), applies }));
      }
    }
  }
  return { results, applied, endedBy, notRepeatable, uncovered };
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
