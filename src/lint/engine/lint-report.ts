import type { LintEntry } from '../../findings/baseline.ts';
import type { FindingInFile } from '../../findings/finding.ts';

export interface LintReport {
  /** Whether there is no error; warnings do not count. */
  ok: boolean;
  folder: string;
  /** By file and line. */
  findings: FindingInFile[];
  /** Number of findings that comments suppress. */
  suppressed: number;
  /** The findings that the baseline accepts. */
  baselined: FindingInFile[];
  /** Number of baseline entries that match no finding, of those that this run looked at. */
  stale: number;
  /** Baseline entries about rules, files or versions that this run did not look at. */
  unseen: LintEntry[];
  /** Notes for the reader that are not findings, such as the new name of a renamed rule, or a pattern for client data that no file matches. */
  notices: string[];
  /** Number of files checked. */
  files: number;
  /** Their paths. */
  checked: string[];
  /** Texts of the files with findings. */
  sources: ReadonlyMap<string, string>;
  milliseconds: number;
}
