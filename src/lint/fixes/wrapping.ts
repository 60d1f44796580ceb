import { sqlTokens } from '../../sql/sql-tokens.ts';
import type { LintFile } from '../engine/lint-file.ts';
import type { Edit } from '../../findings/finding.ts';

/** Puts BEGIN; before the first statement, behind the comment that the file begins with, and END; at the end. */
export function wrappingEdits({ statements, text }: LintFile): Edit[] {
  const first = statements[0];
  const last = statements.findLast(({ within }) => within === undefined);
  if (first === undefined || last === undefined) {
    return [];
  }
  const end = last.start + (sqlTokens(last.text).at(-1)?.end ?? 0);
  const isEnded = /^\s*;/.test(text.slice(last.end));
  const behind = text.trimEnd().length;
  return [
    { start: first.start, end: first.start, text: 'BEGIN;\n\n' },
    // A last statement without semicolon may have a comment behind it.
    ...(isEnded ? [] : [{ start: end, end, text: ';' }]),
    { start: behind, end: behind, text: '\n\nEND;' },
  ];
}
