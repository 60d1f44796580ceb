import type { Node } from 'libpg-query';

import { pgParser, type PgParser } from './pg-parser.ts';
import { byteOffsetTranslator, positionFinder, type TextPosition } from './text-position.ts';

/** One statement of a script, with PostgreSQL's own parse tree. */
export interface ParsedStatement {
  /** Without the comments before it and the semicolon after it. */
  text: string;
  /** Index of the first and behind the last character. */
  start: number;
  end: number;
  node: Node;
}

/** The same, and where it begins. */
export interface SqlStatement extends ParsedStatement, TextPosition {}

/**
 * Parses a script with PostgreSQL's grammar (libpg-query, loaded on first use).
 *
 * @throws the `SqlError` of libpg-query when the grammar refuses the text
 */
export async function parseStatements(sql: string): Promise<SqlStatement[]> {
  const positionOf = positionFinder(sql);
  return parsedStatements(sql, await pgParser()).map((each) => ({ ...each, ...positionOf(each.start) }));
}

/** `parseStatements` for those who have the parser; throws as it does. */
export function parsedStatements(sql: string, { parseSync }: PgParser): ParsedStatement[] {
  if (sql.trim() === '') {
    return [];
  }
  const { stmts } = parseSync(sql);
  const indexOf = byteOffsetTranslator(sql);
  const found: ParsedStatement[] = [];
  for (const { stmt: node, stmt_location: location = 0, stmt_len: length = 0 } of stmts ?? []) {
    if (node !== undefined) {
      const start = skipBlank(sql, indexOf(location));
      const end = length === 0 ? sql.length : indexOf(location + length);
      const text = sql.slice(start, end).trimEnd();
      found.push({ text, start, end: start + text.length, node });
    }
  }
  return found;
}

/** The index of the first character at or after `from` that is neither white space nor comment. */
function skipBlank(sql: string, from: number): number {
  let at = from;
  for (;;) {
    BLANK.lastIndex = at;
    if (BLANK.test(sql)) {
      at = BLANK.lastIndex;
    } else if (sql.startsWith('--', at)) {
      const lineEnd = sql.indexOf('\n', at);
      at = lineEnd === -1 ? sql.length : lineEnd + 1;
    } else if (sql.startsWith('/*', at)) {
      at = skipBlockComment(sql, at);
    } else {
      return at;
    }
  }
}

const BLANK = /\s+/y;

/** Block comments nest in PostgreSQL. */
function skipBlockComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return edge.lastIndex;
    }
  }
  return sql.length;
}
