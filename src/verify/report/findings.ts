import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { InsertedRows } from '../populated-pass/inserted-rows.ts';
import type { Axis, Unpopulated, Verdict } from './verdict.ts';

/** What was found of one migration. */
export interface Judged {
  source: MigrationSource;
  verdicts: Record<Axis, Verdict>;
  unpopulated: Unpopulated[];
}

/** The same with what the climb with rows needs to know of the one without. */
export interface Climbed extends Judged {
  /** What the up did; undefined when it failed or was not tried. */
  effect: SnapshotDiff | undefined;
  /** Rows that the up has put into tables that were there before, so that others can be made to stand in their way. */
  seeds: InsertedRows[];
}
