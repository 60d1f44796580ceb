import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { Climbed } from '../report/findings.ts';
import { judgeFailure } from '../report/describe-findings.ts';
import type { SessionStep } from '../single-session/single-session.ts';
import type { MigrationTexts } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import { climb } from './run-trial.ts';
import type { StateLost } from '../sandbox/state-lost.ts';
import { onAllAxes, skipped, verdictOf } from '../report/verdict.ts';
import type { Workbench } from '../sandbox/trial-database.ts';

export interface EmptyPass {
  /** The judged migrations, and the one that ended the chain, if any. */
  judged: Climbed[];
  /** The migrations that ran, with the state that each led to. */
  steps: SessionStep[];
  /** Whether the end of the chain was reached. */
  complete: boolean;
  /** Set when an up did not run again from the same state, so that the chain cannot be run a second time. */
  lost: StateLost | undefined;
  uncovered: string[];
}

/** An up that ran, and what was found of it if it was judged. */
export interface Passed {
  texts: MigrationTexts;
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
export async function passEmpty(
  workbench: Workbench,
  { chain, judged: wanted }: Pick<Plan, 'chain' | 'judged'>,
  { height = 0, onProgress, onPassed }: EmptyPassOptions,
): Promise<EmptyPass> {
  const pass: EmptyPass = { judged: [], steps: [], complete: true, lost: undefined, uncovered: [] };
  pass.steps.push(...chain.slice(0, height).map(standing));
  let state: CatalogSnapshot | undefined;
  let count = 0;
  for (const [index, texts] of chain.entries()) {
    if (index < height) {
      continue;
    }
    const { version, name } = texts.migration;
    if (!pass.complete) {
      if (wanted.has(version)) {
        pass.judged.push(unclimbed(texts, onAllAxes(skipped('an earlier up failed'))));
      }
      continue;
    }
    if (!wanted.has(version)) {
      state = undefined;
      pass.complete = await replay(workbench, texts, pass);
      if (pass.complete) {
        onPassed({ texts, judged: undefined });
      }
      continue;
    }
    count += 1;
    onProgress(`Verifying ${count} of ${wanted.size}: ${name}`);
    state ??= await workbench.snapshot();
    const { verdicts, effect, seeds, after, lost } = await climb(workbench, texts, state, chain[index - 1]);
    const judged = { texts, verdicts, effect, seeds, unpopulated: [] };
    pass.judged.push(judged);
    pass.lost = lost;
    state = after;
    pass.complete = state !== undefined;
    pass.uncovered = state?.uncovered ?? pass.uncovered;
    if (effect !== undefined) {
      pass.steps.push({ up: { migration: texts.migration, sql: texts.up }, after: state });
      onPassed({ texts, judged });
    }
  }
  return pass;
}

function unclimbed(texts: MigrationTexts, verdicts: Climbed['verdicts']): Climbed {
  return { texts, verdicts, effect: undefined, seeds: [], unpopulated: [] };
}

/** Runs an up that nobody asked about. Whether it went well: where it did not, there is nothing behind it to judge. */
async function replay(workbench: Workbench, texts: MigrationTexts, pass: EmptyPass): Promise<boolean> {
  const { migration, up } = texts;
  const run = await workbench.run(up ?? '');
  if (!run.ok) {
    const failure = await judgeFailure(run, {
      code: 'up-fails',
      what: 'the up fails',
      fix: 'Correct the up.',
      file: migration.up,
      sql: up,
    });
    const verdicts = { ...onAllAxes(skipped('the up failed')), applies: verdictOf([failure]) };
    pass.judged.push(unclimbed(texts, verdicts));
    return false;
  }
  workbench.advance(texts);
  pass.steps.push(standing(texts));
  return true;
}

/** The step of an up that was run and not looked at. */
function standing({ migration, up }: MigrationTexts): SessionStep {
  return { up: { migration, sql: up }, after: undefined };
}
