import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { ServerKind } from '../../servers/server.ts';

/**
 * What is judged of each migration:
 *
 * - `applies`: the up runs and does what it says;
 * - `idempotent`: run again, it succeeds and changes nothing;
 * - `reversible`: the down runs and gives back the state before the up;
 * - `dataPreserved`: rows that were there before the up are there, and equal, after up and down;
 * - `reappliable`: after the down, the up leads to the same state again;
 * - `sessionIndependent`: in the session of all migrations before it, it leads where it does in one of its own;
 * - `resumable`: stopped between two of its transactions, and run again as a whole, it leads to the same state;
 * - `shadowed`: no IF NOT EXISTS finds another object under the name.
 */
export const AXES = [
  'applies',
  'idempotent',
  'reversible',
  'dataPreserved',
  'reappliable',
  'sessionIndependent',
  'resumable',
  'shadowed',
] as const;

export type Axis = (typeof AXES)[number];

/** Stable names of everything that can be found; what each means is in docs/verification.md. */
export const FINDING_CODES = [
  'client-data-fails',
  'column-order',
  'down-acts',
  'down-differs',
  'down-fails',
  'down-loses-rows',
  'down-missing',
  'ledger-lost',
  'shadowed',
  'names-only',
  'resume-differs',
  'resume-fails',
  'second-up-changes',
  'second-up-fails',
  'sequence-behind',
  'session-differs',
  'session-fails',
  'third-up-differs',
  'third-up-fails',
  'up-changes-nothing',
  'up-destroys-rows',
  'up-fails',
  'up-fails-again',
  'up-rolls-back',
  'user-rows-fail',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** Names of axes and codes in earlier versions: comments and baselines may still hold them. */
export const FORMER_NAMES: ReadonlyMap<string, Axis | FindingCode> = new Map<string, Axis | FindingCode>([
  ['dataKept', 'dataPreserved'],
  ['sessionSafe', 'sessionIndependent'],
  ['masked', 'shadowed'],
]);

/** `waived`: found, and accepted by a comment in the file or by the baseline. */
export type FindingStatus = 'fail' | 'warn' | 'waived';

/** One thing that was found. */
export interface Finding {
  code: FindingCode;
  status: FindingStatus;
  /** Whether it shows only when the tables hold rows. */
  populated: boolean;
  /** What happened, in a few words. */
  what: string;
  /** How to fix it, in the imperative. */
  fix: string;
  /** Statements that would fix it, where they can be derived: to add to the down, or the idempotent form of a statement. */
  sql: string[];
  /** The objects and rows that differ, one readable line each; or the lines of an SQL error. */
  details: string[];
  /** The file that it is about, and the line in it; undefined where no one statement is. */
  file: string | undefined;
  line: number | undefined;
  /** Why it was waived. */
  waiver: string | undefined;
}

/** `warn` and `waived` do not fail the run; `skipped` could not be judged, for the reason given. */
export type Status = 'pass' | 'warn' | 'waived' | 'fail' | 'skipped';

/** The worst of what was found, or why nothing was looked for. */
export interface Verdict {
  status: Status;
  /** Why it was skipped. */
  reason: string | undefined;
  findings: Finding[];
}

export interface MigrationVerdict {
  version: bigint;
  name: string;
  /** Paths of the two files, undefined where the half is missing. */
  up: string | undefined;
  down: string | undefined;
  verdicts: Record<Axis, Verdict>;
  /** Tables that got no rows before this migration was tried, and why. */
  unpopulated: Unpopulated[];
}

export interface Unpopulated {
  table: string;
  reason: string;
}

export interface VerifyReport {
  /** Whether nothing failed; warnings do not count. */
  ok: boolean;
  server: { kind: ServerKind; version: string };
  /** The migrations that were judged, in order. */
  migrations: MigrationVerdict[];
  /** How many were only run, since they were not asked for or come after an up that fails. */
  replayed: number;
  /** How many verdicts come from an earlier run with the same files. */
  cached: number;
  /** What is wrong with the folder itself: names, pairs, versions, waivers. */
  findings: FolderFinding[];
  /** Kinds of objects met that a snapshot does not cover, so that nothing can be said of them. */
  uncovered: string[];
  /** How the client-data stage went; undefined when there is none. */
  clientData: Verdict | undefined;
  /** What else is to be known, one sentence each: what the clean-up had to leave, and why an axis was not tried. */
  notes: string[];
  milliseconds: number;
}

export const PASS: Verdict = { status: 'pass', reason: undefined, findings: [] };

export function skipped(reason: string): Verdict {
  return { status: 'skipped', reason, findings: [] };
}

/** The verdict that these findings amount to. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const status = (['fail', 'warn', 'waived'] as const).find((each) => findings.some((found) => found.status === each));
  return status === undefined ? PASS : { status, reason: undefined, findings: [...findings] };
}

/** A finding with what most have left out. */
export function finding(
  given: Pick<Finding, 'code' | 'status' | 'what' | 'fix'> & Partial<Omit<Finding, 'waiver'>>,
): Finding {
  return { populated: false, sql: [], details: [], file: undefined, line: undefined, waiver: undefined, ...given };
}

/** The same verdict on all axes. */
export function onAllAxes(verdict: Verdict): Record<Axis, Verdict> {
  return {
    applies: verdict,
    idempotent: verdict,
    reversible: verdict,
    dataPreserved: verdict,
    reappliable: verdict,
    sessionIndependent: verdict,
    resumable: verdict,
    shadowed: verdict,
  };
}

/** The status that stands for the whole migration. What could not be judged on one axis is no news where another tells why. */
export function worstOf({ verdicts }: Pick<MigrationVerdict, 'verdicts'>): Status {
  const judged = AXES.map((axis) => verdicts[axis].status).filter((status) => status !== 'skipped');
  return judged.length === 0
    ? 'skipped'
    : ((['fail', 'warn', 'waived'] as const).find((status) => judged.includes(status)) ?? 'pass');
}
