import { parseDirective, type Directive } from '../../findings/directive.ts';
import { commentsWithBlocks } from '../../sql/block-comments.ts';
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
  return commentsWithBlocks(file.text).flatMap(({ text, start }): Suppression[] => {
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
