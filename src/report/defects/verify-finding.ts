import type { Finding } from '../../findings/finding.ts';
import { wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { fileLabel } from '../../support/file-label.ts';

export interface VerifyReportOptions {
  style: Style;
  width?: number;
  /** At most this many lines of differences for each finding; the rest is counted. */
  details?: number;
}

/** A finding of verify under the title of its column: what, where, the differences, the fix; one line if it is accepted. */
export function explainFinding(
  title: string,
  found: Finding,
  { style, width = 80, details = 12 }: VerifyReportOptions,
): string[] {
  const { status, what, fix, sql, file, line, waiver } = found;
  if (status === 'waived') {
    return wrap(`  ${style.dim('-')} ${title}: ${what} (waived: ${waiver ?? ''})`, width);
  }
  const mark = status === 'fail' ? style.red('✗') : style.yellow('!');
  const told = found.details.slice(0, details);
  const more = found.details.length - told.length;
  const place = file === undefined ? '' : style.dim(` (${fileLabel(file)}${line === undefined ? '' : `:${line}`})`);
  return [
    ...wrap(`  ${mark} ${title}: ${what}${place}`, width),
    ...told.flatMap((detail) => fitDetail(`      ${detail}`, width)),
    ...(more > 0 ? [`      ${style.dim(`… and ${more} more`)}`] : []),
    ...wrap(`    fix: ${fix}`, width),
    ...sql.flatMap((statement) =>
      `${statement.replace(/;$/, '')};`.split('\n').map((text) => `      ${style.bold(text)}`),
    ),
  ];
}

/** A line of a code frame, whose caret points into the one above. */
const CODE = /^ *>? *\d* \|/;

/** Lines of SQL are cut off, since broken ones would part from their caret; messages are shown whole. */
export function fitDetail(line: string, width: number): string[] {
  if (line.length > width && CODE.test(line)) {
    return [`${line.slice(0, width - 1)}…`];
  }
  return wrap(line, width);
}
