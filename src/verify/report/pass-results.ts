import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Axis, Finding, Unpopulated, Verdict } from './verdict.ts';

export type Verdicts = Readonly<Record<Axis, Verdict>>;

/** All rows of a table, as JSON, after an up inserted or changed some. */
export interface InsertedRows {
  table: string;
  rows: string;
}

/** What the empty pass found about one migration. */
export interface EmptyTrialResult {
  readonly source: MigrationSource;
  readonly verdicts: Verdicts;
  /** What the up changed; undefined when it failed or did not run. */
  readonly effect: SnapshotDiff | undefined;
  /** Rows that the up inserted into existing tables, so that the populated pass can insert conflicting ones before. */
  readonly insertedRows: readonly InsertedRows[];
}

/** What the populated pass found about one migration. */
export interface PopulatedTrialResult {
  /** By axis; they are added to those of the empty pass. */
  readonly findings: ReadonlyMap<Axis, readonly Finding[]>;
  readonly dataPreserved: Verdict;
  /** Whether the up changes something where tables have rows. */
  readonly upChangesRows: boolean;
  readonly unpopulated: readonly Unpopulated[];
  /** Statements of the up whose condition no row met, one line each. */
  readonly untried: readonly string[];
}

/** What the newer migrations do to the rows of client data: by version and axis, added to the findings of the other passes. */
export type FoundOnClientRows = ReadonlyMap<bigint, ReadonlyMap<Axis, readonly Finding[]>>;

/** What the passes over a chain found; none of them changes the result of another. */
export interface PassResults {
  /** In the order of the chain. */
  empty: readonly EmptyTrialResult[];
  /** By version: those that the populated pass tried. */
  populated: ReadonlyMap<bigint, PopulatedTrialResult>;
  /** Why there was no populated pass although one was wanted. */
  populatedSkipped?: string | undefined;
  onClientRows: FoundOnClientRows;
  /** The verdicts of the run in one session, by version. */
  session: ReadonlyMap<bigint, Verdict>;
  /** Set when an up did not run a second time from the same state, which ended the chain. */
  notRepeatable?: { source: MigrationSource; finding: Finding } | undefined;
}

/** All verdicts on one migration. */
export interface CheckedMigration {
  readonly source: MigrationSource;
  readonly verdicts: Verdicts;
  readonly unpopulated: readonly Unpopulated[];
  readonly untried: readonly string[];
}

/** What running a plan showed. */
export interface Outcome {
  checked: readonly CheckedMigration[];
  clientData: Verdict | undefined;
  uncovered: readonly string[];
  notes: readonly string[];
}
