import {
  AXES,
  isChecked,
  isReached,
  type MigrationVerdict,
  type Status,
  type Verdict,
  type VerifyReport,
  worstOf,
} from '../verify/report/verdict.ts';
import { duration } from './units.ts';
import { formatFolderFindings } from './folder-findings.ts';
import { AXIS_TITLES } from '../findings/names.ts';
import type { Style } from './style.ts';
import { table, wrap } from './layout.ts';
import { explainFinding, type VerifyReportOptions } from './defects/verify-finding.ts';

const WORDS: Record<Status, string> = { pass: 'ok', warn: 'warn', waived: 'waived', fail: 'FAIL', skipped: '-' };

/** A longer chain is shown without the migrations that nothing is to be said of. */
const LONGEST_WHOLE = 40;

/** The report for a terminal: a table of verdicts, what is behind each that is no pass, and one closing line. */
export function formatVerifyReport(report: VerifyReport, options: VerifyReportOptions): string[] {
  return [
    ...verdictTable(report, options),
    ...report.migrations.filter(isReached).flatMap((verdict) => explainMigration(verdict, options)),
    ...formatRest(report, options),
    ...formatFolderFindings(report.findings, options),
    '',
    verifyLine(report, options),
  ];
}

/** A row for each migration; of a long chain only those that did not pass. */
export function verdictTable({ migrations }: VerifyReport, { style, width = 80 }: VerifyReportOptions): string[] {
  const shown = migrations.length > LONGEST_WHOLE ? migrations.filter((each) => worstOf(each) !== 'pass') : migrations;
  const rows = shown.map(({ version, name, verdicts }) => [
    String(version),
    name,
    ...AXES.map((axis) => word(verdicts[axis], style)),
  ]);
  const columns = [
    { title: 'version', align: 'right' as const },
    { title: 'migration', shrinks: true },
    // The longest title may be shortened, to the width of the longest verdict.
    ...AXES.map((axis) => ({ title: AXIS_TITLES[axis], shrinks: axis === 'idempotent', atLeast: WORDS.waived.length })),
  ];
  const hidden = migrations.length - shown.length;
  return [
    ...(shown.length === 0 ? [] : table(columns, rows, width)),
    ...(hidden === 0 ? [] : [style.dim(`${shown.length === 0 ? '' : '… and '}${hidden} passed`)]),
  ];
}

/** What belongs to no single migration: what was not reached, the client data, tables without rows, notes. */
export function formatRest(report: VerifyReport, options: VerifyReportOptions): string[] {
  const { style, width = 80 } = options;
  const beside = [
    ...(report.clientData === undefined ? [] : clientDataLines(report.clientData, options)),
    ...unpopulatedLines(report, options),
    ...untriedLines(report, options),
    ...[
      ...report.uncovered.map((kind) => `not covered by the comparison: ${kind}`),
      ...report.notes.map((note) => `note: ${note}`),
    ].flatMap((line) => wrap(line, width).map((part) => style.yellow(part))),
  ];
  return [...explainUnreached(report.migrations, options), ...(beside.length === 0 ? [] : ['', ...beside])];
}

function word(verdict: Verdict, style: Style): string {
  const { status } = verdict;
  if (status === 'fail' && !isChecked(verdict)) {
    return style.red(WORDS.skipped);
  }
  const paint = { pass: style.green, warn: style.yellow, waived: style.dim, fail: style.red, skipped: style.dim };
  return paint[status](WORDS[status]);
}

function explainMigration({ version, name, verdicts }: MigrationVerdict, options: VerifyReportOptions): string[] {
  const told = AXES.flatMap((axis) => verdicts[axis].findings.map((found) => ({ axis, found })));
  if (told.length === 0) {
    return [];
  }
  return [
    '',
    options.style.bold(`${version}_${name}`),
    ...told.flatMap(({ axis, found }) => explainFinding(AXIS_TITLES[axis], found, options)),
  ];
}

/** Named in one list, since all have the same cause. */
const MOST_UNREACHED = 10;

function explainUnreached(migrations: readonly MigrationVerdict[], options: VerifyReportOptions): string[] {
  const unreached = migrations.filter((each) => !isReached(each));
  return (['fail', 'waived'] as const).flatMap((status) => {
    const these = unreached.filter(({ verdicts }) => verdicts.applies.status === status);
    const [found] = these.flatMap(({ verdicts }) => verdicts.applies.findings);
    if (found === undefined) {
      return [];
    }
    const names = these.slice(0, MOST_UNREACHED).map(({ version, name }) => `${version}_${name}`);
    const more = these.length > MOST_UNREACHED ? [`${these.length - MOST_UNREACHED} more`] : [];
    const list = [...names, ...more].join(', ');
    // An accepted finding is shown without its details.
    const named = status === 'waived' ? { ...found, what: `${found.what}: ${list}` } : { ...found, details: [list] };
    return ['', options.style.bold('not reached'), ...explainFinding('up', { ...named, file: undefined }, options)];
  });
}

function clientDataLines(verdict: Verdict, options: VerifyReportOptions): string[] {
  const { style } = options;
  return verdict.findings.length === 0
    ? [`client data: ${word(verdict, style)}`]
    : [style.bold('client data'), ...verdict.findings.flatMap((found) => explainFinding('up', found, options))];
}

/** Each table once, however many migrations it stayed empty for. */
function unpopulatedLines({ migrations }: VerifyReport, { style, width = 80 }: VerifyReportOptions): string[] {
  const reasons = new Map<string, { count: number; table: string; reason: string }>();
  for (const { table: name, reason } of migrations.flatMap(({ unpopulated }) => unpopulated)) {
    const known = reasons.get(`${name} ${reason}`);
    reasons.set(`${name} ${reason}`, { count: (known?.count ?? 0) + 1, table: name, reason });
  }
  return [...reasons.values()].flatMap(({ count, table: name, reason }) => {
    const times = count === 1 ? '' : ` (${count} times)`;
    return wrap(`could not be populated: ${name}: ${reason}${times}`, width).map((line) => style.yellow(line));
  });
}

/** Statements about which the populated pass proves nothing. */
function untriedLines({ migrations }: VerifyReport, { style, width = 80 }: VerifyReportOptions): string[] {
  return migrations.flatMap(({ version, name, untried }) =>
    untried.flatMap((statement) =>
      wrap(`not tried, since no row meets its condition: ${version}_${name} ${statement}`, width).map((line) =>
        style.yellow(line),
      ),
    ),
  );
}

/** How many migrations passed, failed and so on, on one line. */
export function verifyLine(report: VerifyReport, { style }: VerifyReportOptions): string {
  const count = (status: Status): number => report.migrations.filter((each) => worstOf(each) === status).length;
  const unreached = report.migrations.filter((each) => !isReached(each) && worstOf(each) === 'fail').length;
  const failed = count('fail') - unreached;
  const errors = report.findings.filter(({ severity }) => severity === 'error').length;
  const parts = [
    style.green(`${count('pass')} passed`),
    ...(count('warn') > 0 ? [style.yellow(`${count('warn')} with warnings`)] : []),
    ...(count('waived') > 0 ? [style.dim(`${count('waived')} waived`)] : []),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
    ...(errors > 0 ? [style.red(`${errors} ${errors === 1 ? 'error' : 'errors'} in the folder`)] : []),
    ...(report.clientData?.status === 'fail' ? [style.red('the client data failed')] : []),
    ...(unreached > 0 ? [style.red(`${unreached} not reached`)] : []),
    ...(report.replayed > 0 ? [style.dim(`${report.replayed} replayed`)] : []),
  ];
  const total = report.migrations.length;
  const subject = `${total} migration${total === 1 ? '' : 's'}`;
  const cached = report.cached > 0 ? `, ${report.cached} from the cache` : '';
  return `${subject} on PostgreSQL ${report.server.version}: ${parts.join(', ')} (${duration(report.milliseconds)}${cached})`;
}
