/** A word, a quoted identifier, a string of any form, a number, or one operator or sign. */
export type SqlTokenKind = 'word' | 'identifier' | 'string' | 'number' | 'sign';

export interface SqlToken {
  kind: SqlTokenKind;
  /** As it is written. */
  text: string;
  /** Index of the first and behind the last character. */
  start: number;
  end: number;
}

/** A comment of either form, as it is written, and the index of its first character. */
export interface SqlComment {
  text: string;
  start: number;
}

/** A part of a text by PostgreSQL's lexical rules. */
export interface SqlPiece {
  kind: SqlTokenKind | 'blank' | 'comment';
  start: number;
  end: number;
}

/**
 * One piece a match, tried in this order; what matches none is one sign. Of what stands in quotes only the opening one is
 * matched, and its end is looked for: a pattern that has a choice inside a string overflows the stack in one of some megabytes.
 */
const PIECES: readonly (readonly [kind: SqlPiece['kind'], pattern: RegExp, endOf?: typeof endOfQuoted])[] = [
  ['blank', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['string', /(?:[eEbBxXnN]|[uU]&)?'/y, endOfQuoted],
  ['string', /\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?\$\1\$/uy],
  ['identifier', /(?:[uU]&)?"/y, endOfQuoted],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*|\.\d\w*/y],
  ['sign', /::|[-+*/<>=~!@#%^&|`?]+(?<!\/\*|--)|[^]/y],
];

/** The tokens of a text by PostgreSQL's lexical rules with `standard_conforming_strings` on; comments are left out. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const { kind, start, end } of sqlPieces(text)) {
    if (kind !== 'blank' && kind !== 'comment') {
      tokens.push({ kind, text: text.slice(start, end), start, end });
    }
  }
  return tokens;
}

/** The comments of a text, by the same rules: what looks like one in a string or a function's body is none. */
export function sqlComments(text: string): SqlComment[] {
  const comments: SqlComment[] = [];
  for (const { kind, start, end } of sqlPieces(text)) {
    if (kind === 'comment') {
      comments.push({ text: text.slice(start, end), start });
    }
  }
  return comments;
}

/** All of a text, blanks and comments included, cut where something else begins. */
export function* sqlPieces(text: string): Generator<SqlPiece> {
  for (let start = 0; start < text.length;) {
    const piece = pieceAt(text, start);
    yield piece;
    start = piece.end;
  }
}

function pieceAt(text: string, start: number): SqlPiece {
  if (text.startsWith('/*', start)) {
    return { kind: 'comment', start, end: endOfComment(text, start) };
  }
  for (const [kind, pattern, endOf] of PIECES) {
    pattern.lastIndex = start;
    if (pattern.test(text)) {
      const end = endOf === undefined ? pattern.lastIndex : endOf(text, start, pattern.lastIndex);
      if (end !== undefined) {
        return { kind, start, end };
      }
    }
  }
  return { kind: 'sign', start, end: start + 1 };
}

/** Where a text in quotes ends; undefined if it does not. The quote is doubled within, or in an E string has a backslash before it. */
function endOfQuoted(text: string, start: number, from: number): number | undefined {
  const quote = text.charCodeAt(from - 1);
  const escapes = /[eE]/.test(text[start] ?? '');
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (escapes && unit === BACKSLASH) {
      at += 1;
    } else if (unit === quote) {
      if (text.charCodeAt(at + 1) !== quote) {
        return at + 1;
      }
      at += 1;
    }
  }
  return undefined;
}

const BACKSLASH = 92;

/** Block comments nest in PostgreSQL. */
function endOfComment(text: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return edge.lastIndex;
    }
  }
  return text.length;
}

/** The name that a word or identifier stands for: a word folds to lower case. */
export function tokenName({ kind, text }: SqlToken): string | undefined {
  if (kind === 'word') {
    return text.toLowerCase();
  }
  return kind === 'identifier' && text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : undefined;
}

/** The parts of the qualified name that a text begins with, unquoted: `public."A b".c` has three, `public.f(int)` two. */
export function nameParts(text: string): string[] {
  const parts: string[] = [];
  for (const [i, token] of sqlTokens(text).entries()) {
    const part = tokenName(token);
    if (i % 2 === 0 ? part === undefined : token.text !== '.') {
      break;
    }
    if (part !== undefined && i % 2 === 0) {
      parts.push(part);
    }
  }
  return parts;
}
