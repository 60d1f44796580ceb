import type { FindingInFile } from '../../findings/finding.ts';

export interface LintReport {
  /** Whether there is no error; warnings do not count. */
  ok: boolean;
  folder: string;
  /** By file and line. */
  findings: FindingInFile[];
  /** How many findings comments and the baseline have kept back. */
  suppressed: number;
  baselined: number;
  /** How many entries of the baseline no longer fit anything. */
  stale: number;
  /** How many files were looked at, and their paths. */
  files: number;
  checked: string[];
  /** Texts of the files that something was found in. */
  sources: ReadonlyMap<string, string>;
  milliseconds: number;
}
