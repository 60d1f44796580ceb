import type { Passed } from '../empty-pass/empty-pass.ts';
import type { Climbed } from '../report/findings.ts';
import { climbPopulated } from './run-populated-trial.ts';
import type { Plan } from '../plan.ts';
import { PopulatedBench } from './populated-database.ts';
import { StateLost } from '../sandbox/state-lost.ts';
import { skipped } from '../report/verdict.ts';
import type { Workbench } from '../sandbox/trial-database.ts';

/**
 * Climbs the chain once more with rows in every table, as far as the empty pass comes, and adds what only rows show to
 * what that has found.
 */
export async function passPopulated(
  workbench: Workbench,
  passed: AsyncIterable<Passed>,
  { userRows, judged: wanted }: Pick<Plan, 'userRows' | 'judged'>,
  onProgress: (step: string) => void,
): Promise<void> {
  const bench = new PopulatedBench(workbench, userRows);
  const tried: Climbed[] = [];
  let lost: StateLost | undefined;
  for await (const { texts, judged } of passed) {
    if (judged !== undefined) {
      tried.push(judged);
      onProgress(`Verifying ${tried.length} of ${wanted.size}, with rows: ${texts.migration.name}`);
    }
    lost ??= await (judged === undefined ? bench.replay(texts) : climbPopulated(bench, judged)).then(
      () => undefined,
      onlyLost,
    );
  }
  if (lost !== undefined) {
    giveUp(tried, lost);
  }
}

function onlyLost(error: unknown): StateLost {
  if (error instanceof StateLost) {
    return error;
  }
  throw error;
}

/** The empty pass tells what is wrong with the up; here nothing more can be said. */
function giveUp(tried: readonly Climbed[], { texts }: StateLost): void {
  for (const { verdicts, texts: own } of tried) {
    if (own.migration.version >= texts.migration.version) {
      verdicts.dataPreserved = skipped(`${texts.migration.version}_${texts.migration.name} does not run again`);
    }
  }
}
