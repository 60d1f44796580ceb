/** `waived`: found, and accepted by a comment in the file or by the baseline. */
export type FindingStatus = 'fail' | 'warn' | 'waived';

/** How severe a rule is in the configuration and in the reports for other programs. */
export type Severity = 'error' | 'warning';

/** A change of a file's text. */
export interface Edit {
  /** Indices of the first character that is replaced and behind the last. */
  start: number;
  end: number;
  text: string;
}

/** One thing that lint or verify found. */
export interface Finding<Code extends string = string> {
  /** A stable name: the id of a lint rule, or a code of verify. */
  code: Code;
  /** `warn` and `waived` do not fail the run. */
  status: FindingStatus;
  /** Whether only the populated pass of verify finds it. */
  populated: boolean;
  /** What happened, in a few words. */
  what: string;
  /** The consequence. */
  why: string;
  /** How to fix it, in the imperative. */
  fix: string;
  /** Statements that would fix it, where they can be derived. */
  sql: string[];
  /** The objects and rows that differ, one readable line each; or the lines of an SQL error. */
  details: string[];
  /** What `--fix` would change. */
  edits: readonly Edit[];
  /** Path of the file or folder. */
  file: string | undefined;
  /** Where in it, from 1; undefined where no single place is meant. */
  line: number | undefined;
  column: number | undefined;
  /** A key that stays the same when lines are added above, for baselines and CI; empty until the report is complete. */
  fingerprint: string;
  /** Why it was accepted. */
  waiver: string | undefined;
}

/** A finding whose file is known. */
export type FindingInFile<Code extends string = string> = Finding<Code> & { file: string };

type Required = 'code' | 'status' | 'what' | 'fix' | 'why';

/** A finding with defaults for everything that is not given. */
export function newFinding<Code extends string>(
  given: Pick<Finding<Code>, Required> & Partial<Omit<Finding<Code>, Required>>,
): Finding<Code> {
  return {
    populated: false,
    sql: [],
    details: [],
    edits: [],
    file: undefined,
    line: undefined,
    column: undefined,
    fingerprint: '',
    waiver: undefined,
    ...given,
  };
}

export function statusOfSeverity(severity: Severity): 'fail' | 'warn' {
  return severity === 'error' ? 'fail' : 'warn';
}

export function severityOfStatus(status: FindingStatus): Severity {
  return status === 'fail' ? 'error' : 'warning';
}
