import type { LintReport } from '../lint/finding.ts';

/** The report as JSON; what is undefined is null, so that each finding has every field. */
export function lintReportJson({
  ok,
  folder,
  findings,
  suppressed,
  baselined,
  stale,
  files,
  milliseconds,
}: LintReport) {
  return {
    formatVersion: 1 as const,
    ok,
    folder,
    findings: findings.map(({ rule, severity, file, line, column, what, why, mend, sql, edits, fingerprint }) => ({
      rule,
      severity,
      file,
      line: line ?? null,
      column: column ?? null,
      what,
      why,
      mend,
      sql: sql ?? null,
      fixable: edits.length > 0,
      fingerprint,
    })),
    suppressed,
    baselined,
    stale,
    files,
    milliseconds: Math.round(milliseconds),
  };
}
