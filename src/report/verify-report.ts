import { basename } from 'node:path';

import {
  AXES,
  type Axis,
  type AxisVerdict,
  type Grade,
  type MigrationVerdict,
  type VerifyReport,
} from '../verify/verdict.ts';
import { duration } from './duration.ts';
import { formatFolderFindings } from './folder-findings.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

export interface VerifyReportOptions {
  style: Style;
  width?: number;
  /** At most this many lines of differences for each verdict; the rest is counted. */
  details?: number;
}

const TITLES: Record<Axis, string> = {
  applies: 'applies',
  idempotent: 'idempotent',
  reversible: 'reversible',
  're-appliable': 're-applies',
};

const WORDS: Record<Grade, string> = { pass: 'ok', warn: 'warn', fail: 'FAIL', skipped: '-' };

/** The report for a terminal: a table of verdicts, what is behind each that is no pass, and one closing line. */
export function formatVerifyReport(report: VerifyReport, options: VerifyReportOptions): string[] {
  const { style, width = 80 } = options;
  const rows = report.migrations.map(({ version, name, axes }) => [
    String(version),
    name,
    ...AXES.map((axis) => word(axes[axis], style)),
  ]);
  const columns = [
    { title: 'version', align: 'right' as const },
    { title: 'migration', shrinks: true },
    ...AXES.map((axis) => ({ title: TITLES[axis] })),
  ];
  return [
    ...table(columns, rows, width),
    ...report.migrations.flatMap((verdict) => explainMigration(verdict, options)),
    '',
    ...stageLines('in one session', report.session, options),
    ...(report.clientData === undefined ? [] : stageLines('client data', report.clientData, options)),
    ...formatFolderFindings(report.findings, style),
    ...report.uncovered.map((kind) => style.yellow(`not covered by the comparison: ${kind}`)),
    ...report.notes.map((note) => style.yellow(`note: ${note}`)),
    '',
    closingLine(report, style),
  ];
}

function word({ grade }: AxisVerdict, style: Style): string {
  const paint = { pass: style.green, warn: style.yellow, fail: style.red, skipped: style.dim };
  return paint[grade](WORDS[grade]);
}

function explainMigration({ version, name, axes, up, down }: MigrationVerdict, options: VerifyReportOptions): string[] {
  const told = AXES.filter((axis) => axes[axis].grade === 'fail' || axes[axis].grade === 'warn');
  if (told.length === 0) {
    return [];
  }
  return [
    '',
    options.style.bold(`${version}_${name}`),
    ...told.flatMap((axis) => explain(axis, axes[axis], axis === 'reversible' ? down : up, options)),
  ];
}

function explain(
  axis: string,
  verdict: AxisVerdict,
  file: string | undefined,
  { style, width = 80, details = 12 }: VerifyReportOptions,
): string[] {
  const mark = verdict.grade === 'fail' ? style.red('✗') : style.yellow('!');
  const told = verdict.details.slice(0, details);
  const shown = told.flatMap((line) => fit(`      ${line}`, width));
  const more = verdict.details.length - told.length;
  return [
    `  ${mark} ${axis}: ${verdict.what}${file === undefined ? '' : style.dim(` (${basename(file)})`)}`,
    ...shown,
    ...(more > 0 ? [`      ${style.dim(`… and ${more} more`)}`] : []),
    ...(verdict.mend === '' ? [] : [`    mend: ${verdict.mend}`]),
  ];
}

/** A line of a code frame, whose caret points into the one above. */
const CODE = /^ *>? *\d* \|/;

/** Lines of SQL are cut off, since broken ones would part from their caret; messages are shown whole. */
function fit(line: string, width: number): string[] {
  if (line.length > width && CODE.test(line)) {
    return [`${line.slice(0, width - 1)}…`];
  }
  return wrap(line, width);
}

/** The verdict on a stage of the whole chain. */
function stageLines(title: string, verdict: AxisVerdict, options: VerifyReportOptions): string[] {
  const { style } = options;
  switch (verdict.grade) {
    case 'pass':
      return [`${title}: ${word(verdict, style)}`];
    case 'skipped':
      return [`${title}: ${style.dim(`not tried, since ${verdict.what}`)}`];
    case 'warn':
    case 'fail':
      return [style.bold(title), ...explain('applies', verdict, undefined, options)];
  }
}

function closingLine(report: VerifyReport, style: Style): string {
  const grades = report.migrations.map(({ axes }) => worst(AXES.map((axis) => axes[axis].grade)));
  const count = (grade: Grade): number => grades.filter((each) => each === grade).length;
  const parts = [
    style.green(`${count('pass')} right`),
    ...(count('warn') > 0 ? [style.yellow(`${count('warn')} with warnings`)] : []),
    ...(count('fail') > 0 ? [style.red(`${count('fail')} failed`)] : []),
    ...(report.session.grade === 'fail' ? [style.red('the one session failed')] : []),
    ...(report.clientData?.grade === 'fail' ? [style.red('the client data failed')] : []),
    ...(count('skipped') > 0 ? [style.dim(`${count('skipped')} not reached`)] : []),
  ];
  const total = report.migrations.length;
  const subject = `${total} migration${total === 1 ? '' : 's'}`;
  return `${subject} on PostgreSQL ${report.serverVersion}: ${parts.join(', ')} (${duration(report.milliseconds)})`;
}

function worst(grades: Grade[]): Grade {
  return (['fail', 'warn', 'skipped', 'pass'] as const).find((grade) => grades.includes(grade)) ?? 'pass';
}
