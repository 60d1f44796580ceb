import type { LintFile, LintStatement } from './parse-file.ts';

/** A comment that keeps findings back. */
export interface Ignore {
  rules: readonly string[];
  reason: string;
  file: string;
  /** Where the comment stands. */
  line: number;
  index: number;
  /** The lines that it is for, both included; undefined for the whole file. */
  lines: { first: number; last: number } | undefined;
}

const COMMENT = /--[ \t]*elementaldb-ignore(-file)?\b[ \t]*([^\r\n]*)/gi;

/**
 * Reads `-- elementaldb-ignore RULE[, RULE]: REASON`, which is for the next statement (or the rest of the line that it
 * ends), and `-- elementaldb-ignore-file RULE: REASON`. Rules or reason are empty where they are not written.
 */
export function readIgnores(file: LintFile): Ignore[] {
  if (!/elementaldb-ignore/i.test(file.text)) {
    return [];
  }
  return [...file.text.matchAll(COMMENT)].map((match) => {
    const [, whole, said = ''] = match;
    const colon = said.indexOf(':');
    const [rules, reason] = colon === -1 ? [said, ''] : [said.slice(0, colon), said.slice(colon + 1).trim()];
    return {
      rules: rules.split(/[\s,]+/).filter((rule) => rule !== ''),
      reason,
      file: file.path,
      line: file.positionOf(match.index).line,
      index: match.index,
      lines: whole === undefined ? linesFor(file, match.index) : undefined,
    };
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
