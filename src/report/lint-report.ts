import { basename } from 'node:path';

import type { FindingInFile } from '../findings/finding.ts';
import type { LintReport } from '../lint/engine/lint-report.ts';
import { codeFrame } from '../sql/code-frame.ts';
import { stripControlChars } from '../support/strip-control-chars.ts';
import { duration } from './units.ts';
import type { Style } from './style.ts';
import { fitDetail } from './verify-report.ts';
import { wrap } from './layout.ts';

export interface LintReportOptions {
  style: Style;
  width?: number | undefined;
}

/** Of one rule, so many findings are shown with all that can be said of them; of the others, only the place. */
const EXPLAINED = 3;

/** The report for a terminal: file by file, with the source where it is, and one closing line. */
export function formatLintReport(report: LintReport, options: LintReportOptions): string[] {
  const { style, width = 80 } = options;
  const seen = new Map<string, number>();
  let file = '';
  const lines = report.findings.flatMap((found) => {
    const times = (seen.get(found.code) ?? 0) + 1;
    seen.set(found.code, times);
    const head = found.file === file ? [] : ['', style.bold(stripControlChars(basename(found.file)))];
    ({ file } = found);
    return [...head, ...explain(found, times <= EXPLAINED, report.sources, options)];
  });
  return [
    ...report.notices.flatMap((notice) => wrap(style.yellow(`note: ${notice}`), width)),
    ...(lines[0] === '' ? lines.slice(1) : lines),
    ...(lines.length === 0 ? [] : ['']),
    closingLine(report, style),
  ];
}

function explain(
  found: FindingInFile,
  inFull: boolean,
  sources: ReadonlyMap<string, string>,
  { style, width = 80 }: LintReportOptions,
): string[] {
  const { status, line, column, code, what, why, fix, sql } = found;
  const mark = status === 'fail' ? style.red('✗') : style.yellow('!');
  const place = line === undefined ? '' : `${line}: `;
  const head = wrap(`  ${mark} ${place}${stripControlChars(what)} ${style.dim(`[${code}]`)}`, width);
  if (!inFull) {
    return head;
  }
  const source = sources.get(found.file);
  const frame =
    source === undefined || line === undefined || column === undefined
      ? []
      : codeFrame(source, { line, column }, 1).split('\n');
  return [
    ...head,
    ...frame.flatMap((text) => fitDetail(`      ${text}`, width)),
    ...wrap(`    ${why}`, width),
    ...wrap(`    fix: ${fix}`, width),
    ...sql.flatMap((text) => text.split('\n')).map((text) => `      ${style.bold(stripControlChars(text))}`),
  ];
}

function closingLine(
  { findings, files, suppressed, baselined, stale, milliseconds }: LintReport,
  style: Style,
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
