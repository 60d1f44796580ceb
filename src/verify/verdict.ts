import type { FolderFinding } from '../migrations/folder-finding.ts';

/**
 * What is judged of each migration: `applies` (the up runs and does what it says), `idempotent` (run again it succeeds and changes nothing),
 * `reversible` (the down gives back the state before the up), `re-appliable` (after the down the up leads to the same
 * state again).
 */
export const AXES = ['applies', 'idempotent', 'reversible', 're-appliable'] as const;

export type Axis = (typeof AXES)[number];

/** `warn` does not fail the run; `skipped` could not be judged, since something before it failed. */
export type Grade = 'pass' | 'warn' | 'fail' | 'skipped';

export interface AxisVerdict {
  grade: Grade;
  /** What happened, in a few words; empty for a pass. */
  what: string;
  /** How to mend it, in the imperative; empty for a pass. */
  mend: string;
  /** The objects and rows that differ, one readable line each; or the lines of an SQL error. */
  details: string[];
}

export interface MigrationVerdict {
  version: bigint;
  name: string;
  /** Paths of the two files, undefined where the half is missing. */
  up: string | undefined;
  down: string | undefined;
  axes: Record<Axis, AxisVerdict>;
  milliseconds: number;
}

export interface VerifyReport {
  /** Whether nothing failed; warnings do not count. */
  ok: boolean;
  /** `18.4` */
  serverVersion: string;
  migrations: MigrationVerdict[];
  /** What is wrong with the folder itself: names, pairs, versions. */
  findings: FolderFinding[];
  /** Kinds of objects met that a snapshot does not cover, so that nothing can be said of them. */
  uncovered: string[];
  /** How the client-data stage went; undefined when there is none. */
  clientData: AxisVerdict | undefined;
  /** Whether all ups in one session, as golang-migrate runs them, lead where each by itself does. */
  session: AxisVerdict;
  /** What the clean-up had to leave on the server, one sentence each. */
  notes: string[];
  milliseconds: number;
}

export const PASS: AxisVerdict = { grade: 'pass', what: '', mend: '', details: [] };

export function skipped(what: string): AxisVerdict {
  return { grade: 'skipped', what, mend: '', details: [] };
}
