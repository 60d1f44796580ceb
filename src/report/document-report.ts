import { queryFor, type DocumentFinding, type DocumentReport } from '../energy/documents/check-documents.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** Each fault with the number of its rows, an example and a query that finds it; then what was not checked, and a summary. */
export function formatDocumentReport(
  { findings, rows, skipped }: DocumentReport,
  style: Style,
  width: number,
): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const checked = `${rows.toLocaleString('en')} rows checked`;
  return [
    ...findings.flatMap((finding) => [...findingLines(finding, style, width), '']),
    ...(skipped.length === 0
      ? []
      : wrap(style.yellow(`Not checked, because the database does not have them: ${skipped.join(', ')}.`), width)),
    findings.length === 0
      ? style.green(`${checked}: the services accept all of them.`)
      : `${checked}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}.`,
  ];
}

function findingLines(finding: DocumentFinding, style: Style, width: number): string[] {
  const { table, column, path, severity, message, count, example } = finding;
  const place = `${table}.${column}${path === '' ? '' : ` ${path}`}`;
  const [first = '', ...others] = wrap(`${severity} ${place}: ${message} (${counted(count, 'row')})`, width);
  const paint = severity === 'error' ? style.red : style.yellow;
  return [
    first.replace(severity, paint(severity)),
    ...others,
    ...(example === null ? [] : [`  value: ${example}`]),
    `  ${queryFor(finding)}`,
  ];
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
