import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { Climbed } from '../report/findings.ts';
import { failureFinding } from '../report/describe-findings.ts';
import type { SessionStep } from '../single-session/single-session.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import { climb } from './run-trial.ts';
import type { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { onAllAxes, skipped, verdictOf } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

export interface EmptyPass {
  /** The judged migrations, and the one that ended the chain, if any. */
  judged: Climbed[];
  /** The migrations that ran, with the state that each led to. */
  steps: SessionStep[];
  /** Whether the end of the chain was reached. */
  complete: boolean;
  /** Set when an up did not run again from the same state, so that the chain cannot be run a second time. */
  lost: UpNotRepeatable | undefined;
  uncovered: string[];
}

/** An up that ran, and what was found of it if it was judged. */
export interface Passed {
  source: MigrationSource;
  judged: Climbed | undefined;
}

export interface EmptyPassOptions {
  /** How many of the chain the database has had; none unless told. */
  height?: number | undefined;
  /** Called before each migration is tried. */
  onProgress: (step: string) => void;
  /** Called when an up has been passed. */
  onPassed: (passed: Passed) => void;
}

/** Climbs the whole chain on tables that hold nothing but what the migrations put there. */
export async function runEmptyPass(
  database: TrialDatabase,
  { chain, judged: wanted }: Pick<Plan, 'chain' | 'judged'>,
  { height = 0, onProgress, onPassed }: EmptyPassOptions,
): Promise<EmptyPass> {
  const pass: EmptyPass = { judged: [], steps: [], complete: true, lost: undefined, uncovered: [] };
  pass.steps.push(...chain.slice(0, height).map(standing));
  let state: CatalogSnapshot | undefined;
  let count = 0;
  for (const [index, source] of chain.entries()) {
    if (index < height) {
      continue;
    }
    const { version, name } = source.migration;
    if (!pass.complete) {
      if (wanted.has(version)) {
        pass.judged.push(unclimbed(source, onAllAxes(skipped('an earlier up failed'))));
      }
      continue;
    }
    if (!wanted.has(version)) {
      state = undefined;
      pass.complete = await replay(database, source, pass);
      if (pass.complete) {
        onPassed({ source, judged: undefined });
      }
      continue;
    }
    count += 1;
    onProgress(`Verifying ${count} of ${wanted.size}: ${name}`);
    state ??= await database.snapshot();
    const { verdicts, effect, seeds, after, lost } = await climb(database, source, state, chain[index - 1]);
    const judged = { source, verdicts, effect, seeds, unpopulated: [] };
    pass.judged.push(judged);
    pass.lost = lost;
    state = after;
    pass.complete = state !== undefined;
    pass.uncovered = state?.uncovered ?? pass.uncovered;
    if (effect !== undefined) {
      pass.steps.push({ up: { migration: source.migration, sql: source.up }, after: state });
      onPassed({ source, judged });
    }
  }
  return pass;
}

function unclimbed(source: MigrationSource, verdicts: Climbed['verdicts']): Climbed {
  return { source, verdicts, effect: undefined, seeds: [], unpopulated: [] };
}

/** Runs an up that nobody asked about. Whether it went well: where it did not, there is nothing behind it to judge. */
async function replay(database: TrialDatabase, source: MigrationSource, pass: EmptyPass): Promise<boolean> {
  const { migration, up } = source;
  const run = await database.run(up ?? '');
  if (!run.ok) {
    const failure = await failureFinding(run, {
      code: 'up-fails',
      what: 'the up fails',
      fix: 'Correct the up.',
      file: migration.up,
      sql: up,
    });
    const verdicts = { ...onAllAxes(skipped('the up failed')), applies: verdictOf([failure]) };
    pass.judged.push(unclimbed(source, verdicts));
    return false;
  }
  database.advance(source);
  pass.steps.push(standing(source));
  return true;
}

/** The step of an up that was run and not looked at. */
function standing({ migration, up }: MigrationSource): SessionStep {
  return { up: { migration, sql: up }, after: undefined };
}
