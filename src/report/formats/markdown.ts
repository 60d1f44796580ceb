import { severityOfStatus, type FindingInFile } from '../../findings/finding.ts';
import { pathFrom, type Reported } from '../reported.ts';

/** GitHub refuses comments of more than 65,536 characters; so many rows stay well below. */
const MOST_ROWS = 100;

/** A comment for a pull request: what was found as a table, errors first. */
export function formatMarkdown({ command, findings, checked, base }: Reported): string {
  const files = `${checked.length} ${checked.length === 1 ? 'file' : 'files'}`;
  if (findings.length === 0) {
    return `### elementaldb ${command}\n\nNothing was found in ${files}.`;
  }
  const errors = findings.filter(({ status }) => status === 'fail');
  const warnings = findings.filter(({ status }) => status !== 'fail');
  const shown = [...errors, ...warnings].slice(0, MOST_ROWS);
  const hidden = findings.length - shown.length;
  return [
    `### elementaldb ${command}`,
    '',
    `${counted(errors.length, 'error')}, ${counted(warnings.length, 'warning')} in ${files}.`,
    '',
    '| | where | what | fix |',
    '|---|---|---|---|',
    ...shown.map((found) => row(found, base)),
    ...(hidden === 0 ? [] : ['', `… and ${hidden} more.`]),
  ].join('\n');
}

function row({ status, file, line, code, what, fix }: FindingInFile, base: string): string {
  const path = pathFrom(base, file);
  const place = line === undefined ? path : `${path}:${line}`;
  return `| ${severityOfStatus(status)} | \`${place}\` | ${cell(what)} (\`${code}\`) | ${cell(fix)} |`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names from files could otherwise be taken for markup. */
function cell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#@]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}
