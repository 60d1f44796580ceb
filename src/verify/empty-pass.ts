import type { Snapshot } from '../catalog/snapshot.ts';
import type { Climbed } from './findings.ts';
import { judgeFailure } from './judge.ts';
import type { SessionStep } from './judge-session.ts';
import type { MigrationTexts } from './migration-texts.ts';
import { climb, judgeLost } from './staircase.ts';
import { onAllAxes, skipped, verdictOf } from './verdict.ts';
import type { Workbench } from './workbench.ts';

export interface EmptyPass {
  /** The judged migrations, and the one that ended the chain, if any. */
  judged: Climbed[];
  /** The migrations that ran, with the state that each led to. */
  steps: SessionStep[];
  /** Whether the end of the chain was reached. */
  complete: boolean;
  /** Whether an up did not run again from the same state, so that the chain cannot be run a second time. */
  lost: boolean;
  uncovered: string[];
}

/**
 * Climbs the whole chain on tables that hold nothing but what the migrations put there; of the chain the database has had
 * the first `height`.
 */
export async function passEmpty(
  workbench: Workbench,
  chain: readonly MigrationTexts[],
  wanted: ReadonlySet<bigint>,
  onProgress: (step: string) => void,
  height = 0,
): Promise<EmptyPass> {
  const pass: EmptyPass = { judged: [], steps: [], complete: true, lost: false, uncovered: [] };
  pass.steps.push(...chain.slice(0, height).map(standing));
  let state: Snapshot | undefined;
  let count = 0;
  for (const texts of chain.slice(height)) {
    const { version, name } = texts.migration;
    if (!pass.complete) {
      if (wanted.has(version)) {
        pass.judged.push({
          texts,
          verdicts: onAllAxes(skipped('an earlier up failed')),
          effect: undefined,
          seeds: [],
          unpopulated: [],
        });
      }
      continue;
    }
    if (!wanted.has(version)) {
      state = undefined;
      pass.complete = await replay(workbench, texts, pass);
      continue;
    }
    count += 1;
    onProgress(`Verifying ${count} of ${wanted.size}: ${name}`);
    state ??= await workbench.snapshot();
    const step = await climb(workbench, texts, state);
    pass.judged.push({ texts, verdicts: step.verdicts, effect: step.effect, seeds: step.seeds, unpopulated: [] });
    if (step.lost !== undefined) {
      // The up at fault may be an earlier one, that had not been needed again until now.
      const lost = step.lost.texts;
      pass.lost = true;
      const { verdicts } = pass.judged.find((each) => each.texts === lost) ?? step;
      verdicts.applies = verdictOf([await judgeLost(step.lost)]);
    }
    state = step.after;
    pass.complete = state !== undefined;
    pass.uncovered = state?.uncovered ?? pass.uncovered;
    if (step.effect !== undefined) {
      pass.steps.push({ up: { migration: texts.migration, sql: texts.up }, after: state });
    }
  }
  return pass;
}

/** Runs an up that nobody asked about. Whether it went well: where it did not, there is nothing behind it to judge. */
async function replay(workbench: Workbench, texts: MigrationTexts, pass: EmptyPass): Promise<boolean> {
  const { migration, up } = texts;
  const run = await workbench.run(up ?? '');
  if (!run.ok) {
    const failure = await judgeFailure(run, {
      code: 'up-fails',
      what: 'the up fails',
      mend: 'Correct the up.',
      file: migration.up,
      sql: up,
    });
    const verdicts = { ...onAllAxes(skipped('the up failed')), applies: verdictOf([failure]) };
    pass.judged.push({ texts, verdicts, effect: undefined, seeds: [], unpopulated: [] });
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
