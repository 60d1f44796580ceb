import type { EmptyTrialResult } from '../report/pass-results.ts';
import { PASS, type Axis, type Finding, type FindingCode, type Verdict } from '../report/verdict.ts';
import type { PopulatedDatabase } from './populated-database.ts';

/** The trial of one migration on tables with rows: what the empty pass found, and what is found now. */
export class PopulatedTrial {
  readonly database: PopulatedDatabase;
  readonly empty: EmptyTrialResult;
  readonly findings = new Map<Axis, Finding[]>();
  dataPreserved: Verdict = PASS;

  constructor(database: PopulatedDatabase, empty: EmptyTrialResult) {
    this.database = database;
    this.empty = empty;
  }

  add(axis: Axis, findings: readonly Finding[]): void {
    this.findings.set(axis, [...(this.findings.get(axis) ?? []), ...findings]);
  }

  /** Whether the empty pass found any of these. */
  hasFound(...codes: FindingCode[]): boolean {
    return Object.values(this.empty.verdicts).some(({ findings }) => findings.some(({ code }) => codes.includes(code)));
  }

  /** Whether the empty pass found nothing on an axis. */
  passed(axis: Axis): boolean {
    return this.empty.verdicts[axis].status === 'pass';
  }
}
