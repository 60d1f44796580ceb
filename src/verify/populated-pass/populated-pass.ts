import type { MigrationSource } from '../migration-source.ts';
import type { PassedUp } from '../empty-pass/empty-pass.ts';
import type { PopulatedTrialResult } from '../report/pass-results.ts';
import { skipped } from '../report/verdict.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { PopulatedDatabase } from './populated-database.ts';
import { runPopulatedTrial } from './run-populated-trial.ts';
import type { UserRows } from './user-rows.ts';

export interface PopulatedPassOptions {
  userRows: ReadonlyMap<bigint, UserRows>;
  /** How many migrations are selected. */
  total: number;
  /** Called before each migration is tried. */
  onProgress: (step: string) => void;
}

/** Tries the chain with rows in every table, as far as the empty pass gets; returns what it found, by version. */
export async function runPopulatedPass(
  trialDatabase: TrialDatabase,
  passed: AsyncIterable<PassedUp>,
  { userRows, total, onProgress }: PopulatedPassOptions,
): Promise<ReadonlyMap<bigint, PopulatedTrialResult>> {
  const database = new PopulatedDatabase(trialDatabase, userRows);
  const results = new Map<bigint, PopulatedTrialResult>();
  let brokenBy: MigrationSource | undefined;
  for await (const { source, result } of passed) {
    const { version, name } = source.migration;
    if (result !== undefined) {
      results.set(version, NOTHING_FOUND);
      onProgress(`Verifying ${results.size} of ${total}, with rows: ${name}`);
    }
    if (brokenBy !== undefined) {
      continue;
    }
    try {
      if (result === undefined) {
        await database.replay(source);
      } else {
        results.set(version, await runPopulatedTrial(database, result));
      }
    } catch (error) {
      if (!(error instanceof UpNotRepeatable)) {
        throw error;
      }
      brokenBy = error.source;
    }
  }
  return brokenBy === undefined ? results : skippedSince(brokenBy, results);
}

const NOTHING_FOUND: PopulatedTrialResult = {
  findings: new Map(),
  dataPreserved: skipped('not tried on rows'),
  upChangesRows: false,
  unpopulated: [],
};

/** From an up on that does not run again, rows prove nothing; the empty pass reports the up itself. */
function skippedSince(
  { migration: { version, name } }: MigrationSource,
  results: ReadonlyMap<bigint, PopulatedTrialResult>,
): ReadonlyMap<bigint, PopulatedTrialResult> {
  const dataPreserved = skipped(`${version}_${name} does not run again`);
  return new Map(
    [...results].map(([each, result]) => [each, each < version ? result : { ...result, dataPreserved }] as const),
  );
}
