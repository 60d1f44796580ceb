import { newFinding, type Finding as AnyFinding } from '../../findings/finding.ts';
import { AXES, CODE_MEANINGS, type Axis, type FindingCode } from '../../findings/names.ts';
import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { Shard } from '../../support/shard.ts';
import type { ServerKind } from '../../servers/server.ts';

export { AXES, FINDING_CODES, type Axis, type FindingCode } from '../../findings/names.ts';
export type { FindingStatus } from '../../findings/finding.ts';

/** A finding of verify. */
export type Finding = AnyFinding<FindingCode>;

/** `warn` and `waived` do not fail the run; `skipped` could not be checked, for the reason given. */
export type Status = 'pass' | 'warn' | 'waived' | 'fail' | 'skipped';

/** The worst status of the findings on one axis, or why it was not checked. */
export interface Verdict {
  status: Status;
  /** Why it was skipped. */
  reason: string | undefined;
  findings: Finding[];
}

export interface MigrationVerdict {
  version: bigint;
  name: string;
  /** Paths of the two files, undefined where one is missing. */
  up: string | undefined;
  down: string | undefined;
  verdicts: Record<Axis, Verdict>;
  /** Tables that got no rows before this migration was tried, and why. */
  unpopulated: Unpopulated[];
  /** Statements of the up whose condition no row met, one line each: what they do to rows was not tried. */
  untried: string[];
}

export interface Unpopulated {
  table: string;
  reason: string;
}

export interface VerifyReport {
  /** Whether nothing failed; warnings do not count. */
  ok: boolean;
  server: { kind: ServerKind; version: string };
  /** The migrations that were checked, in order. */
  migrations: MigrationVerdict[];
  /** How many were not checked, since they were not selected or come after an up that fails. */
  replayed: number;
  /** How many verdicts come from the cache. */
  cached: number;
  /** Findings on the folder itself: names, pairs, versions, waivers. */
  findings: FolderFinding[];
  /** Kinds of objects in the database that snapshots do not cover, so that nothing is proved about them. */
  uncovered: string[];
  /** Whether the client data loads; undefined when there is none. */
  clientData: Verdict | undefined;
  /** One sentence each, for example on what could not be cleaned up. */
  notes: string[];
  milliseconds: number;
  /** Set for a part of a verification: what `mergeShards` takes. */
  shard?: ShardResult | undefined;
}

/** The verdicts on a migration as they are stored: findings hold the kind of file instead of its path. */
export interface VerdictEntry {
  verdicts: Readonly<Record<Axis, Verdict>>;
  unpopulated: readonly Unpopulated[];
  untried: readonly string[];
}

/** What one shard found, before comments and the baseline accept any of it. */
export interface ShardResult extends Shard {
  /** The same for all shards of the same files and options. */
  whole: string;
  server: { kind: ServerKind; version: string };
  /** By version; findings hold the kind of file instead of its path. */
  verdicts: Readonly<Record<string, VerdictEntry>>;
  clientData: Verdict | undefined;
  uncovered: readonly string[];
  notes: readonly string[];
}

export const PASS: Verdict = { status: 'pass', reason: undefined, findings: [] };

export function skipped(reason: string): Verdict {
  return { status: 'skipped', reason, findings: [] };
}

/** The verdict with these findings. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const status = (['fail', 'warn', 'waived'] as const).find((each) => findings.some((found) => found.status === each));
  return status === undefined ? PASS : { status, reason: undefined, findings: [...findings] };
}

/** The verdict on what a down does where the folder has no downs. */
export const NO_DOWNS = skipped('there are no downs');

const NOT_TRIED_ON_ROWS = 'not tried on rows';

/** The verdict on data of a migration that the populated pass did not get to. */
export function notTriedOnRows(because?: string): Verdict {
  return skipped(because === undefined ? NOT_TRIED_ON_ROWS : `${NOT_TRIED_ON_ROWS}: ${because}`);
}

/** The verdict on data where no step after the first up was tried on rows. */
export const UP_FAILS_ON_ROWS = skipped('the up fails on rows');

/** Whether the populated pass got to the migration. */
export function isTriedOnRows({ verdicts: { dataPreserved } }: Pick<MigrationVerdict, 'verdicts'>): boolean {
  const { reason, findings } = dataPreserved;
  return reason?.startsWith(NOT_TRIED_ON_ROWS) !== true && !findings.some(({ code }) => code === 'not-reached');
}

/** Whether the axis was judged: it was not skipped, and the chain did not end before. */
export function isChecked({ status, findings }: Verdict): boolean {
  return status !== 'skipped' && !findings.some(({ code }) => code === 'not-reached');
}

/** What the populated pass may find on other axes than `dataPreserved` once the first up has run. */
const AFTER_UP_ON_ROWS: readonly Axis[] = ['idempotent', 'reversible', 'reappliable'];

/** The axes that were judged by every pass that may find something on them. */
export function checkedAxes({ verdicts }: Pick<MigrationVerdict, 'verdicts'>): ReadonlySet<Axis> {
  const unknown: readonly Axis[] = !isTriedOnRows({ verdicts })
    ? ['applies', ...AFTER_UP_ON_ROWS]
    : verdicts.dataPreserved.reason === UP_FAILS_ON_ROWS.reason
      ? AFTER_UP_ON_ROWS
      : [];
  return new Set(AXES.filter((axis) => isChecked(verdicts[axis]) && !unknown.includes(axis)));
}

/** Whether the chain ended before the migration. */
export function isReached({ verdicts }: Pick<MigrationVerdict, 'verdicts'>): boolean {
  return AXES.some((axis) => isChecked(verdicts[axis]));
}

/** A finding with defaults for what is not given. */
export function finding(
  given: Pick<Finding, 'code' | 'status' | 'what' | 'fix'> & Partial<Omit<Finding, 'waiver'>>,
): Finding {
  return newFinding({ why: CODE_MEANINGS[given.code], ...given });
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

/** The status of the whole migration; skipped axes count only if all are skipped. */
export function worstOf({ verdicts }: Pick<MigrationVerdict, 'verdicts'>): Status {
  const checked = AXES.map((axis) => verdicts[axis].status).filter((status) => status !== 'skipped');
  return checked.length === 0
    ? 'skipped'
    : ((['fail', 'warn', 'waived'] as const).find((status) => checked.includes(status)) ?? 'pass');
}
