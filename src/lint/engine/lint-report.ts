import type { FindingInFile } from '../../findings/finding.ts';

export interface LintReport {
  /** Whether there is no error; warnings do not count. */
  ok: boolean;
  folder: string;
  /** By file and line. */
  findings: FindingInFile[];
  /** Number of findings that comments suppress. */
  suppressed: number;
  /** Number of findings that the baseline accepts. */
  baselined: number;
  /** Number of baseline entries that match no finding. */
  stale: number;
  /** Notes for the reader that are not findings, such as the new name of a renamed rule. */
  notices: string[];
  /** Number of files checked. */
  files: number;
  /** Their paths. */
  checked: string[];
  /** Texts of the files with findings. */
  sources: ReadonlyMap<string, string>;
  milliseconds: number;
}
