import { parseDirective, type Directive } from '../../findings/directive.ts';
import { sqlComments, sqlTokens, type SqlComment } from '../../sql/sql-tokens.ts';
import type { LintFile, LintStatement } from './lint-file.ts';

/** A comment that suppresses findings, and where it stands. */
export interface Suppression extends Directive {
  file: string;
  line: number;
  index: number;
  /** The lines that it is for, both included; undefined for the whole file. */
  lines: { first: number; last: number } | undefined;
}

/** The directives in a file and in the bodies of its DO blocks, as `parseDirective` reads them. */
export function readSuppressions(file: LintFile): Suppression[] {
  if (!/elementaldb/i.test(file.text)) {
    return [];
  }
  return commentsOf(file).flatMap(({ text, start }): Suppression[] => {
    const directive = parseDirective(text);
    return directive === undefined
      ? []
      : [
          {
            ...directive,
            file: file.path,
            line: file.positionOf(start).line,
            index: start,
            lines: directive.wholeFile ? undefined : linesFor(file, start),
          },
        ];
  });
}

/** The comments of the file and of the bodies of its DO blocks; in any other string there are none. */
function commentsOf({ text, statements }: LintFile): SqlComment[] {
  const inBodies = statements.flatMap((each) => (each.nodeType === 'DoStmt' ? commentsInBody(each) : []));
  return [...sqlComments(text), ...inBodies].toSorted((a, b) => a.start - b.start);
}

function commentsInBody({ text, start }: LintStatement): SqlComment[] {
  return sqlTokens(text).flatMap(({ kind, text: quoted, start: at }) => {
    const quote = kind === 'string' ? /^(?:\$[^$]*\$|')/.exec(quoted)?.[0] : undefined;
    if (quote === undefined) {
      return [];
    }
    return sqlComments(quoted.slice(quote.length, -quote.length)).map((comment) => ({
      ...comment,
      start: start + at + quote.length + comment.start,
    }));
  });
}

function linesFor(file: LintFile, index: number): { first: number; last: number } {
  const { line } = file.positionOf(index);
  const lineStart = file.text.lastIndexOf('\n', index) + 1;
  if (file.text.slice(lineStart, index).trim() !== '') {
    return { first: line, last: line };
  }
  const next = file.statements.find(({ start }) => start > index);
  if (next === undefined || inside(file.statements, index, next)) {
    // Within a statement: for the next line that is no comment.
    const after = file.text.slice(index).split('\n');
    const offset = after.findIndex((text, i) => i > 0 && text.trim() !== '' && !text.trim().startsWith('--'));
    return { first: line, last: line + Math.max(offset, 0) };
  }
  return { first: line, last: file.positionOf(Math.max(next.start, next.end - 1)).line };
}

/** Whether a statement that is not a DO block around the next one holds the place. */
function inside(statements: readonly LintStatement[], index: number, next: LintStatement): boolean {
  return statements.some((each) => each.start < index && index < each.end && each !== next.within);
}
