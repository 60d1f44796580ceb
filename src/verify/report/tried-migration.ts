import type { MigrationSource } from '../migration-source.ts';
import type { EmptyTrialResult, PopulatedTrialResult } from './pass-results.ts';
import type { Finding } from './verdict.ts';

/** What one pass found about one migration, before the other passes, comments and the baseline count. */
export interface TriedMigration {
  version: bigint;
  name: string;
  pass: 'empty' | 'populated';
  /** What fails, one phrase each; empty if nothing does. */
  failures: string[];
}

/** Hears of each migration as soon as a pass has judged it. */
export type OnTried = (tried: TriedMigration) => void;

export function triedOnEmptyTables({ source, verdicts }: EmptyTrialResult): TriedMigration {
  const findings = Object.values(verdicts).flatMap((verdict) => verdict.findings);
  return tried(source, 'empty', findings);
}

export function triedOnRows(source: MigrationSource, result: PopulatedTrialResult): TriedMigration {
  return tried(source, 'populated', [...[...result.findings.values()].flat(), ...result.dataPreserved.findings]);
}

function tried(
  { migration: { version, name } }: MigrationSource,
  pass: TriedMigration['pass'],
  findings: readonly Finding[],
): TriedMigration {
  return { version, name, pass, failures: findings.filter(({ status }) => status === 'fail').map(({ what }) => what) };
}
