import type { Edit, LintSeverity } from './rule.ts';

/** One thing that lint says. */
export interface LintFinding {
  /** The rule's id. */
  rule: string;
  severity: LintSeverity;
  /** Path of the file or folder. */
  file: string;
  /** Where in it, from 1; undefined where no one place is meant. */
  line: number | undefined;
  column: number | undefined;
  what: string;
  /** What comes of it. */
  why: string;
  fix: string;
  /** SQL that would fix it, where it can be derived. */
  sql: string | undefined;
  /** What `--fix` would do. */
  edits: readonly Edit[];
  /** A key that stays the same when lines are added above, for baselines and CI. */
  fingerprint: string;
}

export interface LintReport {
  /** Whether there is no error; warnings do not count. */
  ok: boolean;
  folder: string;
  /** By file and line. */
  findings: LintFinding[];
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
