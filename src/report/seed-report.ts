import type { PopulateReport } from '../seeding/insert/populate-report.ts';
import type { SeedProgress } from '../seeding/job/progress.ts';
import { queryFor, type DocumentFinding, type DocumentReport } from '../energy/documents/check/document-report.ts';
import type { SeedReport } from '../energy/seed/seed-world.ts';
import { count, duration } from './units.ts';
import type { Style } from './style.ts';
import { table, wrap } from './layout.ts';

/** `Seeding 31 of 204: 1,234,567 rows, 650,000 rows/s, 12.5 s left` */
export function formatSeedProgress({ units, unitsInAll, rows, rowsPerSecond, secondsLeft }: SeedProgress): string {
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft * 1000)} left`;
  return `Seeding ${units} of ${unitsInAll}: ${count(rows)} rows, ${count(rowsPerSecond)} rows/s${left}`;
}

/** The rows written to each table, what was left out and why, then a summary. */
export function formatSeedReport(report: SeedReport, style: Style, width: number): string[] {
  const { tables, rows, units, removed, skipped, leftOut, warnings, seconds } = report;
  const columns = [
    { title: 'table', shrinks: true },
    { title: 'rows', align: 'right' as const },
  ];
  const lines = table(
    columns,
    tables.map((each) => [each.table, count(each.rows)]),
    width,
  );
  const rate = rows > 0 ? `, ${count(rows / seconds)} rows/s` : '';
  return [
    ...(tables.length === 0 ? [] : [...lines, '']),
    ...(removed > 0 ? [`${count(removed)} seeded rows were removed first.`] : []),
    ...(skipped.length > 0
      ? wrap(style.yellow(`Skipped, because the database has no tables for them: ${skipped.join(', ')}.`), width)
      : []),
    ...leftOut.flatMap(({ reason, statement }) => [
      ...wrap(style.yellow(`Left out: ${reason}.`), width),
      ...(statement === null ? [] : [`  ${statement}`]),
    ]),
    ...(leftOut.some(({ statement }) => statement !== null)
      ? wrap('To write what was left out, run these statements, then the same command with --replace.', width)
      : []),
    ...warnings.flatMap((warning) => wrap(style.yellow(`${warning}.`), width)),
    rows === 0 && units.written === 0
      ? 'Everything is present: nothing was added. What an earlier run left out is written with --replace.'
      : `${style.green(count(rows))} rows in ${duration(seconds * 1000)}${rate}${units.present > 0 ? `; ${count(units.present)} units were present` : ''}`,
  ];
}

/** The report for JSON output, with its span in ISO 8601. */
export function seedJson({ span, ...report }: SeedReport): object {
  return { ...report, span: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() } };
}

/** The rows that `seed --generic` added to each table, and why some tables got fewer than requested. */
export function formatGenericReport(report: PopulateReport, style: Style, width: number): string[] {
  const rows = [
    ...report.populated.map((entry) => [entry.table, count(entry.rows), entry.reason ?? '']),
    ...report.unpopulated.map((entry) => [entry.table, '0', entry.reason]),
  ];
  const short = rows.filter(([, , reason]) => reason !== '');
  const total = report.populated.reduce((sum, entry) => sum + entry.rows, 0);
  const columns = [
    { title: 'table', shrinks: true },
    { title: 'added', align: 'right' as const },
  ];
  return [
    ...(rows.length === 0
      ? []
      : [
          ...table(
            columns,
            rows.map((row) => row.slice(0, 2)),
            width,
          ),
          '',
        ]),
    ...short.flatMap(([name = '', added = '', reason = '']) => [
      style.yellow(`${name}: only ${added} added`),
      ...wrap(reason, width - 2).map((line) => `  ${line}`),
    ]),
    rows.length === 0
      ? 'Every table has enough rows: nothing was added.'
      : `${style.green(count(total))} rows in ${rows.length} tables`,
  ];
}

/** Each fault with the number of its rows, an example and a query that finds it; then what was not checked, and a summary. */
export function formatDocumentReport(
  { findings, rows, skipped, failedChecks }: DocumentReport,
  style: Style,
  width: number,
): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const checked = `${count(rows)} rows checked`;
  return [
    ...findings.flatMap((finding) => [...findingLines(finding, style, width), '']),
    ...(skipped.length === 0
      ? []
      : wrap(style.yellow(`Not checked, because the database does not have them: ${skipped.join(', ')}.`), width)),
    ...failedChecks.flatMap((failed) =>
      wrap(style.yellow(`Not all checks of ${failed.table} ran: ${failed.reason}.`), width),
    ),
    findings.length === 0
      ? failedChecks.length === 0
        ? style.green(`${checked}: the services accept all of them.`)
        : `${checked}: the checks that ran found nothing.`
      : `${checked}: ${countOf(errors, 'error')}, ${countOf(findings.length - errors, 'warning')}.`,
  ];
}

function findingLines(finding: DocumentFinding, style: Style, width: number): string[] {
  const { column, path, severity, message, example } = finding;
  const place = `${finding.table}.${column}${path === '' ? '' : ` ${path}`}`;
  const [first = '', ...others] = wrap(`${severity} ${place}: ${message} (${countOf(finding.count, 'row')})`, width);
  const paint = severity === 'error' ? style.red : style.yellow;
  return [
    first.replace(severity, paint(severity)),
    ...others,
    ...(example === null ? [] : [`  value: ${example}`]),
    `  ${queryFor(finding)}`,
  ];
}

function countOf(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
