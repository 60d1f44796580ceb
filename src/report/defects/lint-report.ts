import type { LintReport } from '../../lint/engine/lint-report.ts';
import type { Rule } from '../../lint/engine/rule.ts';
import { formatDefects } from './defect-list.ts';
import { defectsOf, lintFacts } from './defects.ts';
import { wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { duration } from '../units.ts';

export interface LintReportOptions {
  style: Style;
  width?: number | undefined;
  /** Whether a long list of findings is shown as a whole. */
  all?: boolean | undefined;
  /** All rules, for the summary of a long list. */
  rules: readonly Rule[];
}

/** The report for a terminal: the findings, each with the source where it is, and one closing line. */
export function formatLintReport(report: LintReport, options: LintReportOptions): string[] {
  const { rules } = options;
  const lines = formatDefects(defectsOf(lintFacts(report.findings, rules)), {
    ...options,
    sources: report.sources,
    meaningOf: (code) => rules.find(({ id }) => id === code)?.condition ?? '',
    offerBaseline: report.baselined.length === 0,
  });
  return [...formatNotices(report, options), ...lines, ...(lines.length === 0 ? [] : ['']), lintLine(report, options)];
}

export function formatNotices({ notices }: LintReport, { style, width = 80 }: LintReportOptions): string[] {
  return notices.flatMap((notice) => wrap(style.yellow(`note: ${notice}`), width));
}

/** How many files were checked and what was found, on one line. */
export function lintLine(
  { findings, files, suppressed, baselined, stale, milliseconds }: LintReport,
  { style }: LintReportOptions,
): string {
  const errors = findings.filter(({ status }) => status === 'fail').length;
  const warnings = findings.length - errors;
  const parts = [
    ...(findings.length === 0 ? [style.green('nothing found')] : []),
    ...(errors > 0 ? [style.red(`${errors} ${errors === 1 ? 'error' : 'errors'}`)] : []),
    ...(warnings > 0 ? [style.yellow(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`)] : []),
    ...(suppressed > 0 ? [style.dim(`${suppressed} ignored by comments`)] : []),
    ...(baselined.length > 0 ? [style.dim(`${baselined.length} in the baseline`)] : []),
    ...(stale > 0 ? [style.dim(`${stale} of the baseline no longer found`)] : []),
  ];
  return `${files} ${files === 1 ? 'file' : 'files'}: ${parts.join(', ')} (${duration(milliseconds)})`;
}
