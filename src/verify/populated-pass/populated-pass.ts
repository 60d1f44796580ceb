import type { MigrationSource } from '../migration-source.ts';
import type { PassedUp } from '../empty-pass/empty-pass.ts';
import { notReachedFinding } from '../empty-pass/not-reached.ts';
import { notRepeatableFinding } from '../empty-pass/run-trial.ts';
import type { PopulatedTrialResult } from '../report/pass-results.ts';
import { triedOnRows, type OnTried } from '../report/tried-migration.ts';
import { notTriedOnRows, verdictOf, type Finding } from '../report/verdict.ts';
import { stoppedFinding } from '../sandbox/stopped.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';
import { UpNotRepeatable } from '../sandbox/up-not-repeatable.ts';
import { PopulatedDatabase } from './populated-database.ts';
import { runPopulatedTrial } from './run-populated-trial.ts';
import type { UserRows } from './user-rows.ts';

export interface PopulatedPassOptions {
  userRows: ReadonlyMap<bigint, UserRows>;
  /** The tables that got rows before, and how many they had without them. */
  filled: ReadonlyMap<string, number> | undefined;
  /** How many migrations are selected. */
  total: number;
  /** Called before each migration is tried. */
  onProgress: (step: string) => void;
  onTried?: OnTried | undefined;
}

/** Tries the chain with rows in every table, as far as the empty pass gets; returns what it found, by version. */
export async function runPopulatedPass(
  trialDatabase: TrialDatabase,
  passed: AsyncIterable<PassedUp>,
  { userRows, filled, total, onProgress, onTried }: PopulatedPassOptions,
): Promise<ReadonlyMap<bigint, PopulatedTrialResult>> {
  const database = new PopulatedDatabase(trialDatabase, userRows, filled);
  const results = new Map<bigint, PopulatedTrialResult>();
  let brokenBy: MigrationSource | undefined;
  let ended: Finding | undefined;
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
        const found = await runPopulatedTrial(database, result);
        results.set(version, found);
        onTried?.(triedOnRows(source, found));
      }
    } catch (error) {
      // What it was about to find is unknown: that fails, and so does all that follows.
      brokenBy = error instanceof UpNotRepeatable ? error.source : source;
      ended =
        error instanceof UpNotRepeatable
          ? await notRepeatableFinding(error)
          : stoppedFinding(source.migration.up, error);
    }
  }
  return brokenBy === undefined || ended === undefined ? results : endedAt(brokenBy, ended, results);
}

/** The result of a migration that has not been tried yet. */
export const NOTHING_FOUND: PopulatedTrialResult = {
  findings: new Map(),
  dataPreserved: notTriedOnRows(),
  upChangesRows: false,
  unpopulated: [],
  untried: [],
};

/**
 * From a migration on that ended the pass, rows prove nothing: it has the finding, and the others were not reached, except
 * those that were tried before it turned out.
 */
export function endedAt(
  source: MigrationSource,
  found: Finding,
  results: ReadonlyMap<bigint, PopulatedTrialResult>,
): ReadonlyMap<bigint, PopulatedTrialResult> {
  const { version } = source.migration;
  // Where it was not selected, the first one after it has the finding.
  const first = results.has(version) ? version : [...results.keys()].find((each) => each > version);
  return new Map(
    [...results].map(([each, result]) => {
      if (each < version) {
        return [each, result] as const;
      }
      const dataPreserved =
        each === version || result !== NOTHING_FOUND
          ? result.dataPreserved
          : verdictOf([{ ...notReachedFinding(source, undefined), populated: true }]);
      const applies = [...(result.findings.get('applies') ?? []), { ...found, populated: true }];
      const findings = each === first ? new Map([...result.findings, ['applies', applies] as const]) : result.findings;
      return [each, { ...result, findings, dataPreserved }] as const;
    }),
  );
}
