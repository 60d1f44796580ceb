import type { Passed } from '../empty-pass/empty-pass.ts';
import type { Climbed } from '../report/findings.ts';
import { runPopulatedTrial } from './run-populated-trial.ts';
import type { Plan } from '../plan.ts';
import { PopulatedDatabase } from './populated-database.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { skipped } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

/**
 * Climbs the chain once more with rows in every table, as far as the empty pass comes, and adds what only rows show to
 * what that has found.
 */
export async function runPopulatedPass(
  trialDatabase: TrialDatabase,
  passed: AsyncIterable<Passed>,
  { userRows, judged: wanted }: Pick<Plan, 'userRows' | 'judged'>,
  onProgress: (step: string) => void,
): Promise<void> {
  const database = new PopulatedDatabase(trialDatabase, userRows);
  const tried: Climbed[] = [];
  let lost: UpNotRepeatable | undefined;
  for await (const { source, judged } of passed) {
    if (judged !== undefined) {
      tried.push(judged);
      onProgress(`Verifying ${tried.length} of ${wanted.size}, with rows: ${source.migration.name}`);
    }
    lost ??= await (judged === undefined ? database.replay(source) : runPopulatedTrial(database, judged)).then(
      () => undefined,
      onlyLost,
    );
  }
  if (lost !== undefined) {
    giveUp(tried, lost);
  }
}

function onlyLost(error: unknown): UpNotRepeatable {
  if (error instanceof UpNotRepeatable) {
    return error;
  }
  throw error;
}

/** The empty pass tells what is wrong with the up; here nothing more can be said. */
function giveUp(tried: readonly Climbed[], { source }: UpNotRepeatable): void {
  for (const { verdicts, source: own } of tried) {
    if (own.migration.version >= source.migration.version) {
      verdicts.dataPreserved = skipped(`${source.migration.version}_${source.migration.name} does not run again`);
    }
  }
}
