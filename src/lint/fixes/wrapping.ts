import type { LintFile } from '../parse-file.ts';
import type { Edit } from '../rule.ts';

/** Puts BEGIN; before the first statement, behind the comment that the file begins with, and END; at the end. */
export function wrappingEdits({ statements, text }: LintFile): Edit[] {
  const first = statements[0];
  const last = statements.findLast(({ within }) => within === undefined);
  if (first === undefined || last === undefined) {
    return [];
  }
  const ended = /^\s*;/.exec(text.slice(last.end))?.[0];
  const end = ended === undefined ? last.end : text.trimEnd().length;
  return [
    { start: first.start, end: first.start, text: 'BEGIN;\n\n' },
    // A comment at the end of the last line would swallow what follows on it.
    { start: end, end, text: `${ended === undefined ? ';' : ''}\n\nEND;` },
  ];
}
